// Invented table names, such as people give them.

const THINGS = [
  'orders', 'customers', 'sessions', 'invoices', 'payments', 'carts', 'products', 'prices', 'stock', 'shipments', 'returns', 'reviews',
  'coupons', 'users', 'profiles', 'devices', 'notifications', 'messages', 'audit-log', 'events', 'clicks', 'searches', 'recommendations',
  'subscriptions', 'ledger', 'refunds', 'addresses', 'images', 'feature-flags', 'locks',
];
const VARIANTS = ['', '-archive', '-eu', '-us', '-index', '-staging', '-v2'];
const TEAMS = ['billing', 'search', 'mobile', 'growth', 'fraud', 'logistics'];

/** Legal names that break careless programs (prototypes, flags, devices, dots, letter case, number look-alikes). */
export const ODD_NAMES: readonly string[] = ['__proto__', '-rf', 'CON', '...', 'Orders', '1e5', 'constructor'];

/** So many different names, the first of them `orders`; the last few are odd ones if wanted. */
export function synthNames(count: number, odd: boolean): string[] {
  const names: string[] = [];
  const plain = odd ? Math.max(1, count - ODD_NAMES.length) : count;
  for (let i = 0; i < plain; i++) names.push(nameOf(i));
  if (odd) names.push(...ODD_NAMES.slice(0, count - plain));
  return names;
}

function nameOf(i: number): string {
  const thing = THINGS[i % THINGS.length];
  const round = Math.floor(i / THINGS.length);
  if (round < VARIANTS.length) return thing + VARIANTS[round];
  const team = TEAMS[round % TEAMS.length];
  return `${team}-${thing}-${String(round - VARIANTS.length + 1).padStart(3, '0')}`;
}
