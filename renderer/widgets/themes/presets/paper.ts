import '../faces/rounded.ts';
import './paper.css';
