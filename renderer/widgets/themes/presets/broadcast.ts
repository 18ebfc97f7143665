import '../faces/condensed.ts';
import './broadcast.css';
