/** The one typeface, bundled (OFL), with real tabular figures. Other scripts fall back to the system's Noto. */
import '@fontsource-variable/inter/wght.css';
