/** A gift as a shop of one's own would post it: three stars of a viewer who is named after it. */
export function starGift(id: string, parts: object = {}) {
  return {
    id,
    platform: 'myshop',
    kind: 'gift',
    sender: { id: `u-${id}`, name: `Viewer ${id}` },
    gift: { id: 'star', name: 'Star' },
    count: 1,
    unit: 'star',
    unitsEach: 3,
    ...parts,
  };
}
