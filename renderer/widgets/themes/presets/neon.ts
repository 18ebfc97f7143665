import '@fontsource/tilt-neon/400.css';
import './neon.css';
