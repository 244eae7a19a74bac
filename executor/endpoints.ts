// Where requests may go: to AWS, to this machine, or to a host that the configuration names. Requests carry signatures and
// session tokens.

import { EXIT, refuse } from '../core/errors.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
const LINK_LOCAL = /^(169\.254(\.\d{1,3}){2}|\[?fe80:.*|\[?fd00:ec2:.*|metadata\..*)$/i;
/** DNS suffixes of the partitions (AWS SDK, partitions.json: dnsSuffix and dualStackDnsSuffix). */
const AWS = /\.(amazonaws\.(com|com\.cn|eu)|api\.aws|api\.amazonwebservices\.(com\.cn|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov|api\.aws\.(hci\.)?ic\.gov|api\.aws\.scloud|api\.cloud-aws\.adc-e\.uk)$/i;

/**
 * In the clear they stay on this machine, and they never go to a metadata service.
 * @param allowed hosts beside AWS's and this machine; null: any
 */
export function endpointFault(protocol: string, hostname: string, allowed: readonly string[] | null = null): string | null {
  if (LINK_LOCAL.test(hostname)) return `${hostname} is a link-local or metadata address; set an endpoint of AWS, or none`;
  if (LOOPBACK.test(hostname)) return null;
  if (protocol !== 'https:') return `${protocol}//${hostname} is not encrypted; use https outside of this machine`;
  // Buckets may stand before the name of a host.
  const known = allowed === null || AWS.test(hostname) || allowed.some((host) => hostname === host || hostname.endsWith(`.${host}`));
  return known ? null : `${hostname} is neither a host of AWS nor one of live.endpointsAllowed; list it there, or set no endpoint`;
}

/** The endpoints that the environment names. @throws UserError (78) for one that is no address, or that holds a password */
export function refuseEndpoints(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(env)) {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || value === undefined || value === '') continue;
    let url: URL;
    try {
      url = new URL(value);
    } catch {
      refuse(EXIT.config, name, 'is no address such as https://dynamodb.eu-west-1.amazonaws.com');
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') refuse(EXIT.config, name, `must start with https://, got ${url.protocol}`);
    // The password itself is not shown.
    if (url.username !== '' || url.password !== '') refuse(EXIT.config, name, `must not hold a user and a password (${url.host}); credentials come from the SDK's own chain`);
  }
}
