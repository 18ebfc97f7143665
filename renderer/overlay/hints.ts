/** For someone who opened an overlay's address in a browser and sees nothing. Never shown on air. */

export const HINTS = {
  noToken:
    'This overlay address is incomplete. Copy it again from the Coinfall dashboard, the part behind # included.',
  refused:
    'Coinfall does not know this overlay address any more. Copy the new one from the Coinfall dashboard.',
  unknownWidget: 'There is no overlay of this name. Copy the address from the Coinfall dashboard.',
} as const;
