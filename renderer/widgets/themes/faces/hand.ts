import '@fontsource-variable/caveat/wght.css';
