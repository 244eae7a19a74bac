// What AWS refuses, by the name of the error and never by its words, as an exit code and one line that says what to do.

import { EXIT, UserError } from '../core/errors.js';
import { OUTCOME } from '../core/world.js';
import type { Aws, InputOf, Operation, OutputOf } from './aws.js';
import { permissionOf, permissionText } from './permission.js';

const DENIED = [
  'AccessDenied', 'AccessDeniedException', 'AuthorizationError', 'AuthorizationErrorException', 'NotAuthorized', 'OptInRequired', 'UnauthorizedOperation',
];
const CREDENTIALS = [
  'CredentialsProviderError', 'ExpiredToken', 'ExpiredTokenException', 'IncompleteSignature', 'IncompleteSignatureException',
  'InvalidAccessKeyId', 'InvalidClientTokenId', 'InvalidSignatureException', 'MissingAuthenticationToken',
  'MissingAuthenticationTokenException', 'RequestExpired', 'SignatureDoesNotMatch', 'TokenProviderError', 'UnrecognizedClientException',
];
const THROTTLED = [
  'LimitExceededException', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'RequestThrottled',
  'RequestThrottledException', 'SlowDown', 'Throttling', 'ThrottledException', 'ThrottlingException', 'TooManyRequestsException',
];
const DOWN = [
  'ConcurrentUpdateException', 'InternalFailure', 'InternalServerError', 'InternalServiceException', 'InternalServiceFault',
  'ServiceUnavailable', 'ServiceUnavailableException',
];
/** Of Node's sockets, resolver and TLS; ERR_TLS_..., CERT_... and UNABLE_TO_... are told by their beginnings. */
const NETWORK = [
  'EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT',
];
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;
const FORBIDDEN = 403;
/** What the SDK calls an error that came without a name. */
const NAMELESS = ['403', 'Forbidden', 'Unknown', 'UnknownError'];
const TIMEOUTS = ['AbortError', 'TimeoutError'];

/** What a call came to: its answer, or why there is none. */
export type Reply<O extends Operation> =
  | { readonly output: OutputOf<O>; readonly refusal: null }
  | { readonly output: null; readonly refusal: Refusal };

export interface Refusal {
  /** A number of OUTCOMES: DENIED, THROTTLED, UNREACHABLE, or FAILED for what AWS refused by a name of its own. */
  readonly outcome: number;
  /** As AWS named it; empty where nothing of AWS answered. */
  readonly name: string;
  /** One line for people; holds no credentials. */
  readonly what: string;
  /** It may have been carried out all the same: look before it is sent again. */
  readonly maybeDone: boolean;
}

/**
 * Carries out one call whose refusal is an answer of the world: told, not thrown. Whoever asked decides by the name.
 * @throws what is no error of a call: a lost lock, a mistake in the configuration, a bug
 */
export async function tryCall<O extends Operation>(aws: Aws, operation: O, input: InputOf<O>): Promise<Reply<O>> {
  try {
    return { output: await aws.call(operation, input), refusal: null };
  } catch (error) {
    const told = tellOf(error);
    if (error instanceof UserError || !isOfCall(told)) throw error;
    return { output: null, refusal: { outcome: outcomeOf(told), name: told.name, what: outcomeOf(told) === OUTCOME.FAILED ? `${told.name}: ${lineOf(told.message)}` : reasonOf(operation, input, told)[1], maybeDone: isUnanswered(told) || THROTTLED.includes(told.name) } };
  }
}

interface Told {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  /** Status of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** As it was thrown. */
  readonly error: unknown;
}

/**
 * Carries out one call that must succeed for anything to go on.
 * @param expected names of errors that are answers: they give null
 * @throws UserError: 69 unreachable, 75 throttled or down to the end of the SDK's retries, 76 no answer of AWS,
 * 77 for the action's permission and for credentials
 */
export async function ask<O extends Operation>(aws: Aws, operation: O, input: InputOf<O>, expected: readonly string[] = []): Promise<OutputOf<O> | null> {
  try {
    return await aws.call(operation, input);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const told = tellOf(error);
    if (expected.includes(told.name)) return null;
    throw refusalOf(operation, input, told, error);
  }
}

/** Whether every other call would be refused as well: nobody answers, the credentials are not valid, the endpoint may not be used. */
export function meetsAll(refusal: UserError): boolean {
  return refusal.exitCode === EXIT.unreachable || refusal.exitCode === EXIT.config || CREDENTIALS.includes(tellOf(refusal.cause ?? {}).name);
}

/** An answer of the right form that cannot be true. */
export function garbage(action: string, what: string): UserError {
  return new UserError(EXIT.protocol, [{ where: action, what: `${what}; run again, and check what answers at the endpoint` }]);
}

/** The name that AWS, or the network, gave an error; `Error` where there is none. */
export function errorNameOf(error: unknown): string {
  const { name, code } = tellOf(error ?? {});
  return name !== '' && name !== 'Error' ? name : code || 'Error';
}

/** A policy is missing, or forbids it. */
export function isDenied(error: unknown): boolean {
  return DENIED.includes(tellOf(error ?? {}).name);
}

/** The credentials are not valid (any more), whatever is asked with them. */
export function isCredentialFault(error: unknown): boolean {
  return CREDENTIALS.includes(tellOf(error ?? {}).name);
}

/** AWS answered with a status, or the network with a code; anything else comes from this program. */
function isOfCall({ name, code, status }: Told): boolean {
  return status !== undefined || NETWORK.includes(code) || TLS.test(code) || TIMEOUTS.includes(name) || CREDENTIALS.includes(name);
}

/** Nobody said that it was not carried out: no answer, half an answer, or a failure inside of AWS. */
function isUnanswered({ name, status }: Told): boolean {
  return !CREDENTIALS.includes(name) && (status === undefined || status >= 500 || status < 300);
}

function lineOf(message: string): string {
  return message.split('\n')[0].slice(0, 400);
}

function outcomeOf(told: Told): number {
  if (DENIED.includes(told.name) || CREDENTIALS.includes(told.name)) return OUTCOME.DENIED;
  if (THROTTLED.includes(told.name)) return OUTCOME.THROTTLED;
  return isUnanswered(told) ? OUTCOME.UNREACHABLE : OUTCOME.FAILED;
}

function tellOf(error: unknown): Told {
  const { name, code, message, $metadata, $response } = error as Readonly<Record<string, unknown>> & {
    $metadata?: { httpStatusCode?: number }; $response?: { statusCode?: number };
  };
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  const told = { name: text(name), code: text(code), message: text(message), status, error };
  // An answer to HEAD has no body and so no name: 403 alone says that it was denied.
  return status === FORBIDDEN && NAMELESS.includes(told.name) ? { ...told, name: 'AccessDenied', message: 'AWS answered 403 and no reason' } : told;
}

function refusalOf(action: Operation, input: object | undefined, told: Told, cause: unknown): UserError {
  const [exitCode, what] = reasonOf(action, input, told);
  const refusal = new UserError(exitCode, [{ where: action, what }]);
  refusal.cause = cause;
  return refusal;
}

function reasonOf(operation: Operation, input: object | undefined, { name, code, message, status, error }: Told): readonly [number, string] {
  if (DENIED.includes(name)) {
    // The first line says who was refused and by which policy. Other messages may quote the request with its token: never shown.
    return [EXIT.permission, `the credentials may not do this; ${permissionText(permissionOf(operation, input, message), error)}: ${lineOf(message)}`];
  }
  if (CREDENTIALS.includes(name)) {
    return [EXIT.permission, `no valid credentials (${name}); sign in again or check AWS_PROFILE, AWS_ACCESS_KEY_ID and the clock of this machine`];
  }
  if (THROTTLED.includes(name)) return [EXIT.tryLater, `throttled to the end of the retries (${name}); run again later, or raise AWS_MAX_ATTEMPTS`];
  if (DOWN.includes(name)) return [EXIT.tryLater, `failed to the end of the retries (${name}); run again later`];
  if (NETWORK.includes(code) || TLS.test(code) || (TIMEOUTS.includes(name) && status === undefined)) {
    return [EXIT.unreachable, `AWS cannot be reached (${code || name}); check network, proxy, region and AWS_ENDPOINT_URL`];
  }
  if (status !== undefined && status >= 500 && name !== 'SyntaxError') return [EXIT.tryLater, `failed to the end of the retries (${name}, status ${status}); run again later`];
  return [EXIT.protocol, `this is no answer of AWS (${name || 'no name'}${status === undefined ? '' : `, status ${status}`}); check what answers at the endpoint, and the proxy`];
}
