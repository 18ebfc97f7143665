/** To be imported before any schema: zod would make code from text, which the page's policy rightly forbids. */
import { z } from 'zod';

z.config({ jitless: true });
