/** What a shop pastes to be connected, with its own key in it. Pure. */
export type Way = 'website' | 'node' | 'python' | 'http';

export const WAYS: Way[] = ['website', 'node', 'python', 'http'];

interface Choices {
  /** Where this Regulars is reached, such as `https://crm.example.com`. */
  origin: string;
  key: string;
  /** Nothing is stored or sent before the visitor says yes. */
  consent?: boolean;
}

export function snippet(way: Way, { origin, key, consent = false }: Choices): string {
  const required = consent ? '\n        data-consent="required"' : '';
  switch (way) {
    case 'website':
      return [
        '<script>',
        '  window.regulars = window.regulars || [];',
        '</script>',
        `<script async src="${origin}/regulars.js"`,
        `        data-write-key="${key}"${required}></script>`,
      ].join('\n');
    case 'node':
      return [
        'import { Analytics } from "@segment/analytics-node";',
        '',
        `const analytics = new Analytics({ writeKey: "${key}", host: "${origin}" });`,
        '',
        'analytics.identify({ userId: "1042", traits: { email: "anna@example.com" } });',
        'analytics.track({',
        '  userId: "1042",',
        '  event: "Order Completed",',
        '  properties: { order_id: "A-2041", total: 49.9, currency: "EUR" },',
        '});',
      ].join('\n');
    case 'python':
      return [
        'import segment.analytics as analytics',
        '',
        `analytics.write_key = "${key}"`,
        `analytics.host = "${origin}"`,
        '',
        'analytics.identify("1042", {"email": "anna@example.com"})',
        'analytics.track("1042", "Order Completed",',
        '    {"order_id": "A-2041", "total": 49.9, "currency": "EUR"})',
        'analytics.flush()',
      ].join('\n');
    case 'http':
      return [
        `curl ${origin}/v1/track -u ${key}: \\`,
        "  -H 'content-type: application/json' \\",
        "  -d '{",
        '    "userId": "1042",',
        '    "event": "Order Completed",',
        '    "properties": {"order_id": "A-2041", "total": 49.9, "currency": "EUR"}',
        "  }'",
      ].join('\n');
  }
}
