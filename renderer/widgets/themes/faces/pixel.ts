import '@fontsource-variable/pixelify-sans/wght.css';
