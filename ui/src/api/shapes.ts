/** Wire shapes of /api/v1, as the rooms of the server answer them; times RFC 3339 in UTC. */
export type Money = { amount: number; currency: string };
export type Time = string;
export type Page<T> = { items: T[]; next: string | null; total?: number | null };
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
  code: string;
  errors?: { pointer: string; detail: string }[];
};

export type Session = {
  staff: { id: string; name: string; email: string };
  shop: Shop;
  demo: boolean;
  version: string;
};
export type Shop = {
  name: string;
  currency: string;
  timezone: string;
  language: string;
  country?: string | null;
  website?: string | null;
  logo_url?: string | null;
  color?: string | null;
};
export type Key = {
  id: string;
  name: string;
  kind: 'write' | 'api';
  scope?: 'read' | 'write' | null;
  source?: string | null;
  namespace?: string | null;
  secret?: string | null;
  created_at: Time;
  last_used_at?: Time | null;
};

export type Home = {
  sentence: string;
  as_of: Time;
  suggestions: {
    id: string;
    title: string;
    detail: string;
    people: number;
    segment_text: string;
  }[];
  figures: {
    key: string;
    label: string;
    unit: 'money' | 'count' | 'percent';
    value: number;
    previous: number | null;
    currency?: string | null;
    series: number[];
    formula: string;
    segment_text?: string | null;
  }[];
  revenue_by_week: {
    currency: string;
    weeks: { start: Time; new: number; returning: number }[];
    finding: string;
  };
  cohorts: {
    months: string[];
    rows: { month: string; customers: number; returned: (number | null)[] }[];
    finding: string;
  };
  now: FeedItem[];
};
export type FeedItem = {
  at: Time;
  kind: string;
  text: string;
  customer?: { id: string; name: string } | null;
};

export type CustomerRow = {
  id: string;
  name: string;
  email?: string | null;
  phone?: string | null;
  city?: string | null;
  country?: string | null;
  orders: number;
  spent: Money[];
  first_order_at?: Time | null;
  last_order_at?: Time | null;
  created_at: Time;
  email_consent: 'granted' | 'never' | 'withdrawn';
  tags: string[];
  rfm_group?: string | null;
};
export type Provenance = { source: string; at: Time; by?: string | null };
export type Field = {
  name: string;
  value: unknown;
  provenance: Provenance;
  others: { value: unknown; provenance: Provenance }[];
};
export type Customer = CustomerRow & {
  fields: Field[];
  identities: {
    subject: number;
    space: string;
    value: string;
    source: string;
    since: Time;
    linked_by?: string | null;
    can_detach: boolean;
  }[];
  consents: {
    channel: 'email' | 'sms';
    point: string;
    topic: string;
    state: 'granted' | 'never' | 'withdrawn';
    at: Time;
    evidence: string;
    source: string;
  }[];
  suppressed?: { reason: string; at: Time } | null;
  summary: {
    sentence: string;
    since: Time;
    average_order?: Money | null;
    days_since_order?: number | null;
    usual_gap_days?: number | null;
    likes: { category: string; share: number }[];
    products: { id: string; name: string; image_url?: string | null; times: number }[];
  };
  segments: { id: string; name: string; since: Time; why: string }[];
  notes: { id: string; at: Time; by: string; text: string }[];
  suspected: { id: string; name: string; reason: string }[];
};
export type Order = {
  id: string;
  number: string;
  source: string;
  placed_at: Time;
  status: string;
  total: Money;
  refunded: Money;
  discount: Money;
  tax: Money;
  shipping: Money;
  coupon?: string | null;
  channel?: string | null;
  lines: {
    product?: string | null;
    sku?: string | null;
    name: string;
    category?: string | null;
    image_url?: string | null;
    quantity: number;
    unit: Money;
    discount: Money;
  }[];
};
export type TimelineItem = {
  id: string;
  at: Time;
  kind: string;
  group: 'orders' | 'browsing' | 'messages' | 'profile' | 'other';
  title: string;
  detail?: string | null;
  source: string;
  order?: Order | null;
  products?: { id: string; name: string; image_url?: string | null; price?: Money | null }[];
  properties?: Record<string, unknown>;
};

export type Segment = {
  id: string;
  name: string;
  description?: string | null;
  text: string;
  tree: Tree;
  ready_made: boolean;
  count: number;
  entered_7d: number;
  left_7d: number;
  history: number[];
  updated_at: Time;
};
export type Count = {
  count: number;
  of: number;
  took_us: number;
  as_of: Time;
  tree: Tree;
  text: string;
};
export type Member = { customer: CustomerRow; why: string; since?: Time | null };
export type Preview = Count & { members: Member[] };
export type Tree =
  | { op: 'and' | 'or'; of: Tree[] }
  | { op: 'not'; of: Tree }
  | { op: 'segment'; name: string }
  | { op: 'field'; field: string; cmp: Cmp; value?: Value | Value[] }
  | {
      op: 'measure';
      measure: Measure;
      cmp: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'between';
      value: Value | Value[];
    }
  | { op: 'no_since'; kind: string; since: string };
export type Cmp =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'between'
  | 'in'
  | 'contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'is_known'
  | 'is_unknown'
  | 'is_true';
export type Value =
  | string
  | number
  | { amount: number; currency: string }
  | { date: string }
  | { ago: number; unit: string };
export type Measure = {
  name: string;
  where?: Filter[];
  window?: Window | null;
  property?: string | null;
};
export type Filter = { property: string; cmp: Cmp; value?: Value | Value[] | null };
export type Window =
  | { kind: 'last'; n: number; unit: 'hours' | 'days' | 'weeks' | 'months' | 'years' }
  | { kind: 'calendar'; word: string }
  | { kind: 'since'; from: string }
  | { kind: 'between'; from: string; to: string };
export type Vocabulary = {
  conditions: {
    name: string;
    kind: 'field' | 'measure' | 'pattern';
    label: string;
    sentence: string;
    doc: string;
    example: string;
    type: 'text' | 'number' | 'money' | 'date' | 'flag' | 'days';
    values?: string[];
    properties?: string[];
  }[];
};

export type Import = {
  id: string;
  kind: 'customers' | 'products' | 'orders' | 'activities' | 'suppressions';
  file_name: string;
  size_bytes: number;
  source: string;
  namespace: string;
  layout?: string | null;
  state: 'draft' | 'checking' | 'checked' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
  columns: { name: string; samples: string[]; field?: string | null; note?: string | null }[];
  fields: { name: string; label: string; required: boolean }[];
  question?: { column: string; kind: 'date_order'; options: string[] } | null;
  progress: { rows: number; bytes: number; rows_per_s?: number | null };
  counts: {
    rows: number;
    new: number;
    changed: number;
    same: number;
    skipped: number;
    conflicting: number;
  };
  problems: { row: number; taken?: boolean; reason: string; detail: string }[];
  error?: string | null;
  created_at: Time;
  finished_at?: Time | null;
  by: string;
  story: string;
};
export type Call = {
  id: string;
  at: Time;
  source: string;
  call: string;
  name?: string | null;
  customer?: { id: string; name: string } | null;
  outcome: 'taken' | 'duplicate' | 'quarantined';
  changed: string[];
  ignored: { field: string; reason: string }[];
  body: unknown;
  library?: string | null;
};
export type Refused = {
  id: string;
  at: Time;
  source: string;
  reason: string;
  detail: string;
  advice: string;
  body: unknown;
};

export type Campaign = {
  id: string;
  name: string;
  state: 'draft' | 'scheduled' | 'sending' | 'sent' | 'cancelled';
  segment?: string | null;
  segment_text?: string | null;
  topic: string;
  subject: string;
  preheader: string;
  body: string;
  format: 'mjml' | 'text';
  scheduled_at?: Time | null;
  sent_at?: Time | null;
  updated_at: Time;
  figures?: {
    sent: number;
    delivered: number;
    opened: number;
    clicked: number;
    unsubscribed: number;
    ordered: number;
    revenue: Money[];
  } | null;
};
export type Audience = {
  steps: { key: string; label: string; people: number; detail: string }[];
  will_get: number;
  as_of: Time;
  problems: string[];
};
export type Rendered = {
  subject: string;
  preheader: string;
  html: string;
  text: string;
  customer: { id: string; name: string } | null;
  problems: { line?: number | null; message: string }[];
  size_bytes: number;
};
export type Results = {
  sentence: string;
  rule: string;
  figures: {
    key: string;
    label: string;
    value: number;
    of?: number | null;
    rate?: number | null;
    note: string;
    people: string;
  }[];
  revenue: Money[];
  orders: number;
  by_hour: { at: Time; opened: number; clicked: number }[];
  links: { url: string; clicks: number; people: number }[];
  decisions: { decision: 'sent' | 'held' | 'skipped'; reason: string; people: number }[];
};
export type Decision = {
  customer: CustomerRow;
  decision: string;
  reason: string;
  at: Time;
  delivery?: string | null;
  state?: string | null;
};
export type Sender = {
  from_name: string;
  from_email: string;
  reply_to?: string | null;
  postal_address: string;
  smtp: {
    host: string;
    port: number;
    tls: 'required' | 'starttls' | 'none';
    user?: string | null;
    password_set: boolean;
    password?: string;
    connections: number;
  };
  dkim: { selector: string; record_name: string; record_value: string; active: boolean } | null;
  checks: {
    name: 'spf' | 'dkim' | 'dmarc' | 'smtp' | 'postal';
    state: 'good' | 'bad' | 'unknown';
    found?: string | null;
    want?: string | null;
    advice: string;
    checked_at?: Time | null;
  }[];
};
export type SearchHit = {
  kind: 'customer' | 'order' | 'segment' | 'campaign' | 'page';
  id: string;
  title: string;
  detail: string;
};
export type Suppression = { email: string; reason: string; at: Time; source: string };
export type MailboxRow = { id: string; at: Time; to: string; from: string; subject: string };
export type Mail = MailboxRow & {
  html: string;
  text: string;
  headers: [string, string][];
  raw: string;
};
