/** The address of a canvas's overlay, beside the alerts'. */
export function canvasAddress(alertsUrl: string, canvasId: string, token: string): string {
  return `${alertsUrl.replace(/\/[^/]*$/, '')}/${canvasId}#token=${token}`;
}
