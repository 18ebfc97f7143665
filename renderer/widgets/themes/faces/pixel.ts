import '@fontsource/jersey-15/400.css';
