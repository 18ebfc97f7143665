/** The address of a canvas's overlay, beside the alerts'; with a platform it shows what is of that one alone. */
export function canvasAddress(
  alertsUrl: string,
  canvasId: string,
  token: string,
  platform: string | null,
): string {
  const limit = platform === null ? '' : `&platform=${platform}`;
  return `${alertsUrl.replace(/\/[^/]*$/, '')}/${canvasId}#token=${token}${limit}`;
}
