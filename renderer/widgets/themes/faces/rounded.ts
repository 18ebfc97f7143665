import '@fontsource-variable/fredoka/wght.css';
