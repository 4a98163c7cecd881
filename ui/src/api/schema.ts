// Made from openapi.json by `cargo xtask gen`. Do not edit.

/** A product that she bought. */
export type Bought = {
  id: string;
  image_url?: string | null;
  name: string;
  times: number;
};

/** A stretch of the shop's calendar around the moment of evaluation. */
export type CalendarStretch =
  | 'today'
  | 'yesterday'
  | 'this week'
  | 'last week'
  | 'this month'
  | 'last month'
  | 'this quarter'
  | 'last quarter'
  | 'this year'
  | 'last year';

/** A call as the inspector shows it. */
export type Call = {
  at: string;
  body: unknown;
  /** `identify`, `track`, `page`, `screen`, `group` or `alias`. */
  call: string;
  /** What it changed. */
  changed: string[];
  customer?: CallCustomer | null;
  id: string;
  /** What was left out, and why. */
  ignored: CallIgnored[];
  library?: string | null;
  name?: string | null;
  /** `taken`, `duplicate` or `quarantined`. */
  outcome: string;
  source: string;
};

/** Whom a call is about. */
export type CallCustomer = {
  id: string;
  name: string;
};

/** A part that was left out. */
export type CallIgnored = {
  field: string;
  reason: string;
};

/** A campaign. */
export type Campaign = {
  body: string;
  figures?: CampaignFigures | null;
  /** `mjml` or `text`. */
  format: string;
  id: string;
  name: string;
  preheader: string;
  scheduled_at?: string | null;
  segment?: string | null;
  segment_text?: string | null;
  sent_at?: string | null;
  /** `draft`, `scheduled`, `sending`, `sent` or `cancelled`. */
  state: string;
  subject: string;
  topic: string;
  updated_at: string;
};

/** Who would get a campaign. */
export type CampaignAudience = {
  as_of: string;
  problems: string[];
  steps: CampaignAudienceStep[];
  will_get: number;
};

/** One step on the way. */
export type CampaignAudienceStep = {
  detail: string;
  key: string;
  label: string;
  people: number;
};

/** What was decided about one customer. */
export type CampaignDecision = {
  at: string;
  customer: CustomerRow;
  decision: string;
  delivery?: string | null;
  reason: string;
  state?: string | null;
};

/** How many people a decision has. */
export type CampaignDecisions = {
  decision: string;
  people: number;
  reason: string;
};

/** A campaign as it is to be. What the house itself keeps may be sent along and is ignored. */
export type CampaignDraft = {
  body?: string;
  format?: string | null;
  name: string;
  preheader?: string;
  segment?: string | null;
  segment_text?: string | null;
  subject?: string;
  topic?: string | null;
};

/** One figure. */
export type CampaignFigure = {
  key: string;
  label: string;
  note: string;
  of?: number | null;
  /** The word for `what` in the list of people. */
  people: string;
  rate?: number | null;
  value: number;
};

/** What became of a campaign, in short. */
export type CampaignFigures = {
  clicked: number;
  delivered: number;
  opened: number;
  ordered: number;
  revenue: Money[];
  sent: number;
  unsubscribed: number;
};

/** Opens and clicks within one hour. */
export type CampaignHour = {
  at: string;
  clicked: number;
  opened: number;
};

/** A link with its clicks. */
export type CampaignLink = {
  clicks: number;
  people: number;
  url: string;
};

/** The name of a new campaign. */
export type CampaignName = {
  name: string;
};

/** What became of a campaign. */
export type CampaignResults = {
  by_hour: CampaignHour[];
  decisions: CampaignDecisions[];
  figures: CampaignFigure[];
  links: CampaignLink[];
  orders: number;
  revenue: Money[];
  rule: string;
  sentence: string;
  /** How many of those who opened or clicked are the demo's people; 0 outside the demo. */
  simulated: number;
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

/** What to change. */
export type ChangeRequest = {
  /** `day_first` or `month_first`. */
  date_order?: string | null;
  /** What the rows are about; the columns are proposed anew. */
  kind?: string | null;
  /** What columns are read as; null leaves a column out. */
  mapping?: Record<string, string | null>;
  /** The space of the ids. */
  namespace?: string | null;
  /** Who says so. */
  source?: string | null;
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

/** Customers who first ordered in one month. */
export type Cohort = {
  /** How many. */
  customers: number;
  /** `2026-05`. */
  month: string;
  /** The share that ordered in each month after, from 0 to 1; null for months not yet over. */
  returned: (number | null)[];
};

/** Retention by month of the first order. */
export type Cohorts = {
  /** What they say, in one sentence. */
  finding: string;
  /** Months after the first order: the columns of the rows. */
  months: string[];
  /** Oldest first. */
  rows: Cohort[];
};

/** A comparison. */
export type Comparison =
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

/** One line of the visual builder's menu. */
export type Condition = {
  /** What it means. */
  doc: string;
  /** A sentence of the language that uses it. */
  example: string;
  /** Which shape of the tree it makes. */
  kind: EntryKind;
  /** What people call it. */
  label: string;
  /** The name in the language. */
  name: string;
  /** Properties by which it can be filtered. */
  properties?: string[];
  /** A sentence with a gap for the value. */
  sentence: string;
  /** What its values are. */
  type: EntryValue;
  /** Values that occur, where there are few. */
  values?: string[];
};

/** A consent that a customer gave or took back towards a person of the shop. */
export type ConsentChange = {
  /** `email` or `sms`. */
  channel: string;
  /** How the customer said it: on the phone, in the shop, by letter. */
  evidence?: string | null;
  /** The address or number that it is about, which has to be the one that she has now; that one when absent. */
  point?: string | null;
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

/** How many customers a sentence holds for. */
export type Count = {
  /** The moment of the answer. */
  as_of: string;
  /** Those for whom it holds. */
  count: number;
  /** All customers at that moment. */
  of: number;
  /** The sentence as canonical text. */
  text: string;
  /** How long the evaluation itself took, in microseconds. */
  took_us: number;
  /** The sentence as a tree. */
  tree: SegmentTree;
};

/** Everything on a customer's page but her story. */
export type Customer = CustomerRow & {
  consents: ConsentView[];
  fields: Field[];
  identities: IdentityView[];
  notes: Note[];
  segments: SegmentView[];
  summary: Summary;
  suppressed: Suppressed[];
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

/** The key that mails are signed with. */
export type Dkim = {
  active: boolean;
  record_name: string;
  record_value: string;
  selector: string;
};

/** A segment to be made or changed. */
export type DraftBody = {
  /** For whom it is. */
  description?: string | null;
  /** Its name, unique without regard to case. */
  name: string;
  /** Its definition as text. */
  text?: string | null;
  tree?: SegmentTree | null;
};

/** Which shape of the tree an entry makes. */
export type EntryKind = 'field' | 'measure' | 'pattern';

/** What the values of an entry are. */
export type EntryValue = 'text' | 'number' | 'money' | 'date' | 'flag' | 'days';

/** Something that happened. */
export type FeedItem = {
  /** When. */
  at: string;
  customer?: Named | null;
  /** `order`, `new_customer` or `unsubscribed`. */
  kind: string;
  /** What, to be read behind the customer's name. */
  text: string;
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
  /** The id of what it clashes with. */
  other?: string | null;
  /** JSON pointer (RFC 6901) into the body; for a query, `?name`. */
  pointer: string;
};

/** A key figure. */
export type Figure = {
  /** Of money. */
  currency?: string | null;
  /** How it is counted. */
  formula: string;
  /** Its name in snake case. */
  key: string;
  /** What it is called, with its period. */
  label: string;
  /** 30 days ago, or in the 30 days before; null where history does not reach so far. */
  previous?: number | null;
  /** The people behind it, in the segment language. */
  segment_text?: string | null;
  /** By week of 7 × 24 hours, oldest first, the last one ending at `as_of`. */
  series: number[];
  /** `money` (minor units), `count` or `percent` (a share from 0 to 1). */
  unit: string;
  /** Now, or in the last 30 days. */
  value: number;
};

/** How a segment's size moved. */
export type History = {
  points: Point[];
};

/** Something found. */
export type Hit = {
  /** What tells it from others of that name. */
  detail: string;
  /** The customer's id, also for an order that is hers; else the order's id; the segment's id; the page's path. */
  id: string;
  /** `customer`, `order`, `segment` or `page`. */
  kind: string;
  /** The name to show. */
  title: string;
};

/** What was found. */
export type Hits = {
  /** Orders of that number first, then customers, segments, pages. */
  items: Hit[];
};

/** The home page. */
export type Home = {
  /** The moment that everything here is about. */
  as_of: string;
  /** Who came back. */
  cohorts: Cohorts;
  /** Key figures. */
  figures: Figure[];
  /** What is happening now, latest first. */
  now: FeedItem[];
  /** New against returning revenue. */
  revenue_by_week: RevenueByWeek;
  /** How things stand, in one sentence. */
  sentence: string;
  /** Things worth doing. */
  suggestions: Suggestion[];
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

/** An import. */
export type Import = {
  by: string;
  columns: ImportColumn[];
  counts: ImportCounts;
  created_at: string;
  error?: string | null;
  /** What a column can be read as. */
  fields: ImportField[];
  file_name: string;
  finished_at?: string | null;
  id: string;
  /** `customers`, `products`, `orders`, `activities` or `suppressions`. */
  kind: string;
  /** The program that wrote the file, if it is known. */
  layout?: string | null;
  namespace: string;
  /** The first lines of the report for each reason. */
  problems: ImportProblem[];
  progress: ImportProgress;
  question?: ImportQuestion | null;
  /** How many lines of the report each reason has, the most frequent first. */
  reasons: ImportReason[];
  size_bytes: number;
  source: string;
  /** `draft`, `checking`, `checked`, `running`, `done`, `failed`, `undoing` or `undone`. */
  state: string;
  /** Where it stands, as a sentence. */
  story: string;
};

/** A column of the file. */
export type ImportColumn = {
  /** What it is read as: a field, `attribute`, `attribute:name`; null when it is left out. */
  field?: string | null;
  name: string;
  note?: string | null;
  samples: string[];
};

/** What became of the rows. */
export type ImportCounts = {
  changed: number;
  conflicting: number;
  new: number;
  rows: number;
  same: number;
  skipped: number;
};

/** What a column can be read as. */
export type ImportField = {
  label: string;
  name: string;
  required: boolean;
};

/** A line of the report. */
export type ImportProblem = {
  detail: string;
  reason: string;
  row: number;
  /** Whether the row was taken all the same: whole where the reason is a remark, else without the part that is named. */
  taken: boolean;
};

/** How far it is. */
export type ImportProgress = {
  bytes: number;
  rows: number;
  rows_per_s?: number | null;
};

/** A question about the file. */
export type ImportQuestion = {
  column: string;
  /** `date_order`: whether the day or the month comes first. */
  kind: string;
  options: string[];
};

/** How often the report gives a reason. */
export type ImportReason = {
  advice: string;
  count: number;
  /** One of `/intake/reasons`. */
  reason: string;
  /** Whether what it is said of was taken whole. */
  remark: boolean;
  title: string;
};

/** What two customers would be as one. */
export type Joined = {
  /** Every field, with the word that would hold first and the others behind it. */
  fields: Field[];
};

/** What somebody writes down. */
export type Jotting = {
  text: string;
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

/** A mail. Its HTML is as it came: show it in a frame that runs nothing. */
export type Mail = MailboxRow & {
  /** Name and value of each header, in their order. */
  headers: string[][];
  /** Empty when it has none. Parts over 2 MiB are cut. */
  html: string;
  /** The mail as it came over the wire. */
  raw: string;
  /** Empty when it has none. */
  text: string;
};

/** A mail in the list. */
export type MailboxRow = {
  at: string;
  from: string;
  id: string;
  subject: string;
  to: string;
};

/** A customer in a segment. */
export type Member = {
  /** Who. */
  customer: CustomerRow;
  /** Since when. */
  since?: string | null;
  /** Why, in plain words. */
  why: string;
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

/** A customer by name. */
export type Named = {
  /** Her id. */
  id: string;
  /** The name to show. */
  name: string;
};

/** Whether the first owner is still to be made. */
export type Needed = {
  needed: boolean;
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
export type Page_Call = {
  /** The rows, in the order of the list. */
  items: {
    at: string;
    body: unknown;
    /** `identify`, `track`, `page`, `screen`, `group` or `alias`. */
    call: string;
    /** What it changed. */
    changed: string[];
    customer?: CallCustomer | null;
    id: string;
    /** What was left out, and why. */
    ignored: CallIgnored[];
    library?: string | null;
    name?: string | null;
    /** `taken`, `duplicate` or `quarantined`. */
    outcome: string;
    source: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Campaign = {
  /** The rows, in the order of the list. */
  items: {
    body: string;
    figures?: CampaignFigures | null;
    /** `mjml` or `text`. */
    format: string;
    id: string;
    name: string;
    preheader: string;
    scheduled_at?: string | null;
    segment?: string | null;
    segment_text?: string | null;
    sent_at?: string | null;
    /** `draft`, `scheduled`, `sending`, `sent` or `cancelled`. */
    state: string;
    subject: string;
    topic: string;
    updated_at: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_CampaignDecision = {
  /** The rows, in the order of the list. */
  items: {
    at: string;
    customer: CustomerRow;
    decision: string;
    delivery?: string | null;
    reason: string;
    state?: string | null;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
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
export type Page_Import = {
  /** The rows, in the order of the list. */
  items: {
    by: string;
    columns: ImportColumn[];
    counts: ImportCounts;
    created_at: string;
    error?: string | null;
    /** What a column can be read as. */
    fields: ImportField[];
    file_name: string;
    finished_at?: string | null;
    id: string;
    /** `customers`, `products`, `orders`, `activities` or `suppressions`. */
    kind: string;
    /** The program that wrote the file, if it is known. */
    layout?: string | null;
    namespace: string;
    /** The first lines of the report for each reason. */
    problems: ImportProblem[];
    progress: ImportProgress;
    question?: ImportQuestion | null;
    /** How many lines of the report each reason has, the most frequent first. */
    reasons: ImportReason[];
    size_bytes: number;
    source: string;
    /** `draft`, `checking`, `checked`, `running`, `done`, `failed`, `undoing` or `undone`. */
    state: string;
    /** Where it stands, as a sentence. */
    story: string;
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
export type Page_MailboxRow = {
  /** The rows, in the order of the list. */
  items: {
    at: string;
    from: string;
    id: string;
    subject: string;
    to: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Member = {
  /** The rows, in the order of the list. */
  items: {
    /** Who. */
    customer: CustomerRow;
    /** Since when. */
    since?: string | null;
    /** Why, in plain words. */
    why: string;
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
export type Page_RefusalReason = {
  /** The rows, in the order of the list. */
  items: {
    advice: string;
    reason: string;
    title: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Refused = {
  /** The rows, in the order of the list. */
  items: {
    /** What to do about it. */
    advice: string;
    at: string;
    /** What came. */
    body: unknown;
    detail: string;
    id: string;
    /** One of `/intake/reasons`. */
    reason: string;
    source: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_Segment = {
  /** The rows, in the order of the list. */
  items: {
    /** How many are in it. */
    count: number;
    description?: string | null;
    /** Who is in it and was not a week ago. */
    entered_7d: number;
    /** Its size at the end of each of the last twelve weeks. */
    history: number[];
    id: string;
    /** Who was in it a week ago and is not now. */
    left_7d: number;
    name: string;
    /** Whether it came with the house. */
    ready_made: boolean;
    /** Its definition as canonical text. */
    text: string;
    /** The same as a tree. */
    tree: SegmentTree;
    updated_at: string;
  }[];
  /** Where the next page begins; null on the last. */
  next?: string | null;
  /** How many there are in all, where that is known without much work. */
  total?: number | null;
};

/** One page of a list. */
export type Page_SentMail = {
  /** The rows, in the order of the list. */
  items: {
    /** Of which campaign. */
    campaign: string;
    id: string;
    /** As it was sent; absent when it was not kept, or its reader was deleted. */
    subject?: string | null;
    /** Path of the mail as a page. */
    view: string;
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
export type Page_SuppressionRow = {
  /** The rows, in the order of the list. */
  items: {
    at: string;
    email: string;
    reason: string;
    source: string;
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

/** A size at a moment. */
export type Point = {
  at: string;
  count: number;
};

/** The count with some of those for whom it holds. */
export type Preview = Count & {
  /** Some of them, each with the reason. */
  members: Member[];
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

/** A sentence that is asked, in one of its faces. */
export type Question = {
  /** The moment of the answer: RFC 3339, or a day of the shop. Now when absent. */
  as_of?: string | null;
  /** How many members to show. */
  limit?: number | null;
  /** Its text. */
  text?: string | null;
  tree?: SegmentTree | null;
};

/** A reason for which something can be refused. */
export type RefusalReason = {
  advice: string;
  reason: string;
  title: string;
};

/** A refused item. */
export type Refused = {
  /** What to do about it. */
  advice: string;
  at: string;
  /** What came. */
  body: unknown;
  detail: string;
  id: string;
  /** One of `/intake/reasons`. */
  reason: string;
  source: string;
};

/** A campaign as one customer would get it. */
export type Rendered = {
  customer?: ShownFor | null;
  html: string;
  preheader: string;
  problems: TemplateProblem[];
  size_bytes: number;
  subject: string;
  text: string;
};

/** What to send again. */
export type ReplayRequest = {
  /** The mended call; absent, as it came. */
  body?: unknown;
};

/** What became of it. */
export type Replayed = {
  detail?: string | null;
  /** `taken`, `duplicate` or `quarantined`. */
  outcome: string;
  reason?: string | null;
};

/** The token that `regulars staff reset` printed, and the new password. */
export type Reset = {
  password: string;
  token: string;
};

/** New against returning revenue, less refunds, in whole weeks of the shop's calendar. */
export type RevenueByWeek = {
  /** ISO 4217. */
  currency: string;
  /** What they say, in one sentence. */
  finding: string;
  /** Oldest first. */
  weeks: Week[];
};

/** When it goes out. */
export type Schedule = {
  at: string;
};

/** A saved segment. */
export type Segment = {
  /** How many are in it. */
  count: number;
  description?: string | null;
  /** Who is in it and was not a week ago. */
  entered_7d: number;
  /** Its size at the end of each of the last twelve weeks. */
  history: number[];
  id: string;
  /** Who was in it a week ago and is not now. */
  left_7d: number;
  name: string;
  /** Whether it came with the house. */
  ready_made: boolean;
  /** Its definition as canonical text. */
  text: string;
  /** The same as a tree. */
  tree: SegmentTree;
  updated_at: string;
};

/** A property of an occurrence compares with a value. */
export type SegmentFilter = {
  /** How it compares. */
  cmp: Comparison;
  /** Its name. */
  property: string;
  value?: SegmentOperand | null;
};

/** A figure about what a customer did. */
export type SegmentMeasure = {
  /** `orders`, `spent`, `units`, `bought`, an activity's name, `days_since_…`, or one of `sum`, `avg`, `min`, `max`, `first`, `last`. */
  name: string;
  /** For `sum` and its like: `kind.property`. */
  property?: string | null;
  /** Which occurrences count: all of these hold. */
  where?: SegmentFilter[];
  window?: SegmentWindow | null;
};

/** One value, or several for `between` (two) and `in` (one or more). */
export type SegmentOperand = SegmentValue | SegmentValue[];

/** A segment, or a part of one. */
export type SegmentTree =
  | {
      /** The parts; two or more in the canonical form. */
      of: SegmentTree[];
      op: 'and';
    }
  | {
      /** The parts; two or more in the canonical form. */
      of: SegmentTree[];
      op: 'or';
    }
  | {
      /** The part. */
      of: SegmentTree;
      op: 'not';
    }
  | {
      /** The other segment's name. */
      name: string;
      op: 'segment';
    }
  | {
      /** How it compares. */
      cmp: Comparison;
      /** Its name; the shop's own ones bare or as `attribute.name`. */
      field: string;
      op: 'field';
      /** With what; absent where the comparison needs nothing. */
      value?: SegmentOperand;
    }
  | {
      /** How it compares. */
      cmp: Comparison;
      /** The figure. */
      measure: SegmentMeasure;
      op: 'measure';
      /** With what; absent where the comparison needs nothing. */
      value?: SegmentOperand;
    }
  | {
      /** What did not happen. */
      kind: string;
      op: 'no_since';
      /** Since when: the last one of this kind. */
      since: string;
    };

/** A value to compare with. */
export type SegmentValue =
  | Money
  | {
      /** A day (`2026-01-01`), a moment (RFC 3339), `today` or `yesterday`. */
      date: string;
    }
  | {
      /** How many of `unit`. */
      ago: number;
      unit: TimeUnit;
    }
  | number
  | string;

/** A segment that she is in. */
export type SegmentView = {
  id: string;
  name: string;
  since: string;
  why: string;
};

/** A stretch of time. */
export type SegmentWindow =
  | {
      kind: 'last';
      /** How many of `unit`. */
      n: number;
      /** The unit. */
      unit: TimeUnit;
    }
  | {
      kind: 'calendar';
      /** Which. */
      word: CalendarStretch;
    }
  | {
      /** The day or moment. */
      from: string;
      kind: 'since';
    }
  | {
      /** The first day or moment. */
      from: string;
      kind: 'between';
      /** The last day or moment, included. */
      to: string;
    };

/** The sender. */
export type Sender = {
  checks: SenderCheck[];
  dkim?: Dkim | null;
  from_email: string;
  from_name: string;
  postal_address: string;
  reply_to?: string | null;
  smtp: Smtp;
};

/** How a check went. */
export type SenderCheck = {
  advice: string;
  checked_at?: string | null;
  found?: string | null;
  name: string;
  state: string;
  want?: string | null;
};

/** The sender as it is to be. */
export type SenderDraft = {
  /** Ignored; the house makes its own. */
  checks?: Record<string, unknown>;
  /** Ignored; the house keeps its own. */
  dkim?: Record<string, unknown>;
  from_email: string;
  from_name: string;
  postal_address?: string;
  reply_to?: string | null;
  smtp: SmtpDraft;
};

/** A mail that was sent. */
export type SentMail = {
  /** Of which campaign. */
  campaign: string;
  id: string;
  /** As it was sent; absent when it was not kept, or its reader was deleted. */
  subject?: string | null;
  /** Path of the mail as a page. */
  view: string;
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

/** For whom it is shown. */
export type ShowFor = {
  customer?: string | null;
};

/** For whom it was shown. */
export type ShownFor = {
  id: string;
  name: string;
  /** Why this person would not get it, whoever it is for; null where nothing stands against it. */
  why_not?: string | null;
};

/** Address and password. */
export type SignIn = {
  email: string;
  password: string;
};

/** How to reach the mail server. */
export type Smtp = {
  connections: number;
  host: string;
  password_set: boolean;
  port: number;
  tls: string;
  user?: string | null;
};

/** How to reach the mail server, as it is to be. */
export type SmtpDraft = {
  connections?: number | null;
  host: string;
  /** Absent keeps the one that is set, empty takes it away. */
  password?: string | null;
  /** Ignored. */
  password_set?: boolean | null;
  port: number;
  tls: string;
  user?: string | null;
};

/** A person of the shop. */
export type Staff = {
  email: string;
  id: string;
  name: string;
};

/** Something worth doing. */
export type Suggestion = {
  /** Who they are, and how many of them may be written to. */
  detail: string;
  /** Its name in kebab case. */
  id: string;
  /** How many it concerns. */
  people: number;
  /** Who they are, in the segment language. */
  segment_text: string;
  /** What to do. */
  title: string;
};

/** Who she is, in one glance. */
export type Summary = {
  average_order?: Money | null;
  /** Days of the calendar in the shop's zone. */
  days_since_order?: number | null;
  likes: Liking[];
  products: Bought[];
  sentence: string;
  since: string;
  /** The median of days between visits with orders; none before there were three. */
  usual_gap_days?: number | null;
};

/** An address that nothing is sent to, whatever was consented. */
export type Suppressed = {
  at: string;
  point: string;
  reason: string;
  source: string;
};

/** An address to suppress. */
export type SuppressionDraft = {
  email: string;
  reason?: string | null;
};

/** A suppressed address. */
export type SuppressionRow = {
  at: string;
  email: string;
  reason: string;
  source: string;
};

/** Somebody who may be the same person. */
export type SuspectView = {
  id: string;
  name: string;
  reason: string;
};

/** Something to mend in a message. */
export type TemplateProblem = {
  /** The line in that part, from 1. */
  line?: number | null;
  message: string;
  /** `subject`, `preheader` or `body`, when it is known. */
  part?: string | null;
};

/** Where a test goes. */
export type TestTo = {
  /** As whom; somebody who ordered lately when absent. */
  customer?: string | null;
  to: string;
};

/** A unit of time. Hours, days and weeks are spans (a day is 24 hours); months and years are counted on the calendar of the shop's zone. */
export type TimeUnit = 'hours' | 'days' | 'weeks' | 'months' | 'years';

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

/** A file with what is known of it. */
export type Upload = {
  /** The file; the ending of its name tells the format. */
  file: string;
  /** What its rows are about; else the header decides. */
  kind?: string | null;
  /** The space of its ids; `shop` when absent. */
  namespace?: string | null;
  /** Who says so; `import` when absent. */
  source?: string | null;
};

/** What the visual builder offers. */
export type Vocabulary = {
  conditions: Condition[];
};

/** Revenue of one week in minor units. */
export type Week = {
  /** From first orders. */
  new: number;
  /** From further orders. */
  returning: number;
  /** When its Monday began. */
  start: string;
};

/** Whom a change was about, by the id that she has after it. Her page has the rest: it takes reads of its own, which must not make a change that holds look like one that failed. */
export type Whom = {
  /** What takes the change back, as long as nothing else rests on it. None where nothing was changed, or where it takes more than that. */
  edit?: string | null;
  id: string;
};

/** A value with where it comes from. */
export type Word = {
  provenance: Provenance;
  value: Record<string, unknown>;
};
