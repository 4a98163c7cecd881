/** What a message begins with when somebody prefers to write MJML. */
export const FIRST_MJML = `<mjml>
  <mj-body background-color="#f4f4f2">
    <mj-section background-color="#ffffff">
      <mj-column>
        <mj-text font-size="26px" font-weight="700">
          Hello {{ first_name | default: "there" }}
        </mj-text>
        <mj-text font-size="16px" line-height="1.6">Write what is new here.</mj-text>
        <mj-button
          href="{{ shop.website }}"
          background-color="{{ shop.color | default: '#222222' }}"
          color="{{ shop.ink }}"
        >
          Visit the shop
        </mj-button>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** Fields that can be put into a message, each with words for when the value is missing. */
export const FIELDS = [
  { key: 'first_name', code: '{{ first_name | default: "there" }}' },
  { key: 'last_name', code: '{{ last_name | default: "" }}' },
  { key: 'city', code: '{{ customer.city | default: "your town" }}' },
  { key: 'last_product', code: '{{ last_order.lines[0].name | default: "your last order" }}' },
  {
    key: 'last_order_date',
    code: '{{ last_order.placed_at | date: "%d %B" | default: "lately" }}',
  },
  { key: 'shop_name', code: '{{ shop.name }}' },
  { key: 'website', code: '{{ shop.website }}' },
] as const;
