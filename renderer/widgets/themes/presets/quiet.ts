import '@fontsource-variable/newsreader/wght.css';
import './quiet.css';
