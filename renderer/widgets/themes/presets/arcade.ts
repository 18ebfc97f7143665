import '../faces/pixel.ts';
import './arcade.css';
