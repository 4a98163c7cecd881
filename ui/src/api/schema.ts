// Made from openapi.json by `cargo xtask gen`. Do not edit.

/** A product that she bought. */
export type Bought = {
  id: string;
  image_url?: string | null;
  name: string;
  times: number;
};

/** Changes to a customer. What is absent stays; an empty text empties the field. */
export type Change = {
  attributes?: Record<string, unknown> | null;
  birth_date?: string | null;
  city?: string | null;
  consent?: ConsentChange | null;
  country?: string | null;
  email?: string | null;
  first_name?: string | null;
  gender?: string | null;
  language?: string | null;
  last_name?: string | null;
  phone?: string | null;
  postal_code?: string | null;
  region?: string | null;
  street1?: string | null;
  street2?: string | null;
  tags?: string[] | null;
  timezone?: string | null;
};

/** The closed list of what clients can tell apart. */
export type Code =
  | 'malformed'
  | 'not_signed_in'
  | 'forbidden'
  | 'not_found'
  | 'wrong_method'
  | 'too_slow'
  | 'conflict'
  | 'too_large'
  | 'wrong_content_type'
  | 'invalid'
  | 'key_reused'
  | 'segment_text'
  | 'too_many_requests'
  | 'internal'
  | 'unavailable';

/** A consent that a customer gave or took back towards a person of the shop. */
export type ConsentChange = {
  /** `email` or `sms`. */
  channel: string;
  /** How the customer said it: on the phone, in the shop, by letter. */
  evidence?: string | null;
  /** `granted` or `withdrawn`. */
  state: string;
  /** `marketing` when absent. */
  topic?: string | null;
};

/** What stands for one contact point, channel and topic. */
export type ConsentView = {
  at: string;
  channel: string;
  evidence: string;
  point: string;
  source: string;
  state: string;
  topic: string;
};

/** Everything on a customer's page but her story. */
export type Customer = CustomerRow & {
  consents: ConsentView[];
  fields: Field[];
  identities: IdentityView[];
  notes: Note[];
  segments: SegmentView[];
  summary: Summary;
  suspected: SuspectView[];
};

/** A customer as lists show her. */
export type CustomerRow = {
  /** Town. */
  city?: string | null;
  /** ISO 3166 alpha-2. */
  country?: string | null;
  /** Since when she is known. */
  created_at: string;
  /** The address that is written to. */
  email?: string | null;
  /** What stands for marketing by email: `granted`, `never` or `withdrawn`. */
  email_consent: string;
  /** Her first order. */
  first_order_at?: string | null;
  /** Her id. */
  id: string;
  /** Her last order. */
  last_order_at?: string | null;
  /** The name to show; empty when nothing is known. */
  name: string;
  /** Orders that count. */
  orders: number;
  /** The number that is dialled. */
  phone?: string | null;
  /** Her group by recency, frequency and money spent. */
  rfm_group?: string | null;
  /** What she spent, refunds taken off, per currency. */
  spent: Money[];
  /** Tags. */
  tags: string[];
};

/** Which identifier is not hers. */
export type Detach = {
  subject: number;
};

/** The customer that the identifier belongs to now; none for a visitor. */
export type Detached = {
  customer?: string | null;
};

/** One field of a customer: the value that holds, and what other sources say. */
export type Field = {
  name: string;
  others: Word[];
  provenance: Provenance;
  value: Record<string, unknown>;
};

/** One value that cannot be taken, and why. */
export type FieldError = {
  /** What would be right. */
  detail: string;
  /** JSON pointer (RFC 6901) into the body; for a query, `?name`. */
  pointer: string;
};

/** One identifier of a customer. */
export type IdentityView = {
  can_detach: boolean;
  linked_by?: string | null;
  since: string;
  source?: string | null;
  space: string;
  subject: number;
  value: string;
};

/** A key. */
export type Key = {
  created_at: string;
  expires_at?: string | null;
  id: string;
  kind: KeyKind;
  last_used_at?: string | null;
  name: string;
  /** Of write keys only. */
  namespace?: string | null;
  scope?: KeyScope | null;
  /** The key itself: of write keys always, of API keys once, when it is made. */
  secret?: string | null;
  /** Of write keys only. */
  source?: string | null;
};

/** What a key is for. */
export type KeyKind = 'write' | 'api';

/** A key to be. */
export type KeyRequest = {
  kind: KeyKind;
  name: string;
  /** Of a write key: the id space of its facts; `shop` when absent. */
  namespace?: string | null;
  scope?: KeyScope | null;
  /** Of a write key: where its facts are from; `web` when absent. */
  source?: string | null;
};

/** How far an API key reaches. */
export type KeyScope = 'read' | 'write';

/** What she likes: a category with its share of what she bought. */
export type Liking = {
  category: string;
  share: number;
};

/** Whom a new customer became. */
export type Made = {
  id: string;
};

/** With whom. */
export type Merge = {
  other: string;
};

/** An amount of money. */
export type Money = {
  /** Minor units (cents). */
  amount: number;
  /** ISO 4217 code. */
  currency: string;
};

/** Whether the first owner is still to be made. */
export type Needed = {
  needed: boolean;
};

/** A note to be. */
export type NewNote = {
  text: string;
};

/** A note of a person of the shop. */
export type Note = {
  at: string;
  by: string;
  id: string;
  text: string;
};

/** An order as the border shows it. */
export type Order = {
  channel?: string | null;
  coupon?: string | null;
  discount: Money;
  id: string;
  lines: OrderLine[];
  number: string;
  placed_at: string;
  refunded: Money;
  shipping: Money;
  source: string;
  status: string;
  tax: Money;
  total: Money;
};

/** One line of an order. */
export type OrderLine = {
  category?: string | null;
  discount: Money;
  image_url?: string | null;
  name: string;
  product?: string | null;
  quantity: number;
  sku?: string | null;
  unit: Money;
};

/** One page of a list. */
export type Page_CustomerRow = {
  /** The rows, in the order of the list. */
  items: {
    /** Town. */
    city?: string | null;
    /** ISO 3166 alpha-2. */
    country?: string | null;
    /** Since when she is known. */
    created_at: string;
    /** The address that is written to. */
    email?: string | null;
    /** What stands for marketing by email: `granted`, `never` or `withdrawn`. */
    email_consent: string;
    /** Her first order. */
    first_order_at?: string | null;
    /** Her id. */
    id: string;
    /** Her last order. */
    last_order_at?: string | null;
    /** The name to show; empty when nothing is known. */
    name: string;
    /** Orders that count. */
    orders: number;
    /** The number that is dialled. */
    phone?: string | null;
    /** Her group by recency, frequency and money spent. */
    rfm_group?: string | null;
    /** What she spent, refunds taken off, per currency. */
    spent: Money[];
    /** Tags. */
    tags: string[];
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Key = {
  /** The rows, in the order of the list. */
  items: {
    created_at: string;
    expires_at?: string | null;
    id: string;
    kind: KeyKind;
    last_used_at?: string | null;
    name: string;
    /** Of write keys only. */
    namespace?: string | null;
    scope?: KeyScope | null;
    /** The key itself: of write keys always, of API keys once, when it is made. */
    secret?: string | null;
    /** Of write keys only. */
    source?: string | null;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Order = {
  /** The rows, in the order of the list. */
  items: {
    channel?: string | null;
    coupon?: string | null;
    discount: Money;
    id: string;
    lines: OrderLine[];
    number: string;
    placed_at: string;
    refunded: Money;
    shipping: Money;
    source: string;
    status: string;
    tax: Money;
    total: Money;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_SessionRow = {
  /** The rows, in the order of the list. */
  items: {
    /** Browser and system. */
    agent: string;
    created_at: string;
    /** Whether it is the one that asks. */
    current: boolean;
    ends_at: string;
    id: string;
    last_used_at: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_TimelineItem = {
  /** The rows, in the order of the list. */
  items: {
    at: string;
    detail?: string | null;
    group: string;
    id: string;
    kind: string;
    order?: Order | null;
    products: ProductView[];
    properties: Record<string, unknown>;
    source: string;
    title: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** The present password and the next. */
export type PasswordChange = {
  current: string;
  password: string;
};

/** The document on the wire. */
export type Problem = {
  /** What programs branch on. */
  code: Code;
  /** What happened this time. */
  detail?: string | null;
  /** The values that cannot be taken. */
  errors?: FieldError[];
  /** Number of the request, as in the server's log. */
  instance?: string | null;
  /** The HTTP status again. */
  status: number;
  /** The code in a few words. */
  title: string;
  /** Address of the page about this code. */
  type: string;
};

/** A product that a moment is about. */
export type ProductView = {
  id: string;
  image_url?: string | null;
  name: string;
  price?: Money | null;
};

/** Where a value comes from. */
export type Provenance = {
  /** Since when. */
  at: string;
  /** Who says so. */
  source: string;
};

/** The token that `regulars staff reset` printed, and the new password. */
export type Reset = {
  password: string;
  token: string;
};

/** A segment that she is in. */
export type SegmentView = {
  id: string;
  name: string;
  since: string;
  why: string;
};

/** Who is signed in, and where. */
export type Session = {
  /** Whether this is the demo shop. */
  demo: boolean;
  shop: Shop;
  staff: Staff;
  /** The release. */
  version: string;
};

/** One sign-in that is not over. */
export type SessionRow = {
  /** Browser and system. */
  agent: string;
  created_at: string;
  /** Whether it is the one that asks. */
  current: boolean;
  ends_at: string;
  id: string;
  last_used_at: string;
};

/** The first owner and her shop. */
export type Setup = {
  currency: string;
  email: string;
  name: string;
  password: string;
  shop_name: string;
  timezone: string;
  /** As the server printed it at its start. */
  token: string;
};

/** What the house knows about its shop. */
export type Shop = {
  /** Accent color of mails and pages, `#rrggbb`. */
  color?: string | null;
  /** ISO 3166 alpha-2. */
  country?: string | null;
  /** ISO 4217. */
  currency: string;
  /** BCP 47. */
  language: string;
  logo_url?: string | null;
  /** The name that customers read. */
  name: string;
  /** IANA name. */
  timezone: string;
  website?: string | null;
};

/** Address and password. */
export type SignIn = {
  email: string;
  password: string;
};

/** A person of the shop. */
export type Staff = {
  email: string;
  id: string;
  name: string;
};

/** Who she is, in one glance. */
export type Summary = {
  average_order?: Money | null;
  days_since_order?: number | null;
  likes: Liking[];
  products: Bought[];
  sentence: string;
  since: string;
  usual_gap_days?: number | null;
};

/** Somebody who may be the same person. */
export type SuspectView = {
  id: string;
  name: string;
  reason: string;
};

/** A moment of a customer's story. */
export type TimelineItem = {
  at: string;
  detail?: string | null;
  group: string;
  id: string;
  kind: string;
  order?: Order | null;
  products: ProductView[];
  properties: Record<string, unknown>;
  source: string;
  title: string;
};

/** A value with where it comes from. */
export type Word = {
  provenance: Provenance;
  value: Record<string, unknown>;
};
