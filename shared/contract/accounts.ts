/** How many accounts of their own a creator can name. Apart from the schemas, so that pages need no zod for it. */
export const MOST_ACCOUNTS = 20;
