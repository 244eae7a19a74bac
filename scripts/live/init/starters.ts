// What starts a night: a line for cron, a service and a timer for systemd. All of them start often and let the program decide
// whether a night is due: clocks that change, machines that sleep and zones of cron then do not matter.

export interface Started {
  /** Words of the program, absolute: cron has no PATH of ours. */
  readonly program: readonly string[];
  /** hippolyte.yaml, absolute. */
  readonly config: string;
  /** When the traffic is collected, in the time of this machine: before the window opens, whatever clocks do meanwhile. */
  readonly collectAt: { readonly hour: number; readonly minute: number };
  /** The same in the zone of the window, HH:MM:SS and zone: for systemd. */
  readonly collectOn: string;
  /** For the comments. */
  readonly window: string;
}

/** Lines for crontab -e. */
export function crontabText({ program, config, collectAt, window }: Started): string {
  const log = quote(`${folderOf(config)}/hippolyte.log`);
  const hippolyte = program.map(quote).join(' ');
  return `# hippolyte, window ${window}. Paste with: crontab -e. The log goes into a file; cron mails only that a start ended badly.
# MAILTO=you@example.com
SHELL=/bin/sh

# Every half hour: hands back what an earlier start still owes, backs up when a night is due, and leaves at once when none is.
# Starts that overlap are harmless: one runs, the others leave with exit code 11.
*/30 * * * *  ${hippolyte} run --once --quiet --config ${quote(config)} >> ${log} 2>&1; c=$?; [ $c -eq 0 ] || [ $c -eq 11 ] || echo "hippolyte run: exit code $c; see" ${log}

# Once a day, before the window opens (in the time of this machine): what applications read, for the forecast.
${collectAt.minute} ${collectAt.hour} * * *  ${hippolyte} collect --quiet --config ${quote(config)} > /dev/null

# On another machine with the same state (live.state in S3): the healer of last resort.
# 15 * * * *  ${hippolyte} settle --quiet --config ${quote(config)} >> ${log} 2>&1
`;
}

/** The program writes beside its configuration, and nowhere else. */
function confinedTo(config: string): string {
  return `UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths=${unitQuote(folderOf(config))}
`;
}

/** A oneshot unit cannot overlap with itself; SIGTERM shuts the window and hands back. */
export function serviceText({ program, config, window }: Started): string {
  const hippolyte = program.map(unitQuote).join(' ');
  return `# hippolyte, window ${window}. Copy to /etc/systemd/system/, then: systemctl enable --now hippolyte.timer
[Unit]
Description=Nightly backup of DynamoDB tables
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${hippolyte} run --once --config ${unitQuote(config)}
# After whatever ended it: capacity first.
ExecStopPost=-${hippolyte} settle --quiet --config ${unitQuote(config)}
SyslogIdentifier=hippolyte
# Another run holds the lock: normal.
SuccessExitStatus=11
# A night may take its whole window; to stop it is to hand everything back.
TimeoutStartSec=infinity
KillSignal=SIGTERM
TimeoutStopSec=120
${confinedTo(config)}`;
}

export function timerText({ window }: Started): string {
  return `# hippolyte, window ${window}: every half hour; the program decides whether a night is due.
[Unit]
Description=Nightly backup of DynamoDB tables, window ${window}

[Timer]
OnCalendar=*:0/30
Persistent=true
AccuracySec=1s
RandomizedDelaySec=30

[Install]
WantedBy=timers.target
`;
}

/** Traffic is collected once a day, before the window opens. */
export function collectServiceText({ program, config, window }: Started): string {
  return `# hippolyte, window ${window}: what applications read, for the forecast.
[Unit]
Description=Record what applications read from DynamoDB tables
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${program.map(unitQuote).join(' ')} collect --quiet --config ${unitQuote(config)}
SyslogIdentifier=hippolyte-collect
TimeoutStartSec=2h
${confinedTo(config)}`;
}

export function collectTimerText({ collectOn, window }: Started): string {
  return `# hippolyte, window ${window}: before it opens.
[Unit]
Description=Record what applications read, before the window opens

[Timer]
OnCalendar=*-*-* ${collectOn}
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}

/** For sh, inside of crontab, where % ends the line. */
function quote(text: string): string {
  const plain = /^[\w@+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  return plain.replaceAll('%', '\\%');
}

/** For systemd (systemd.service(5), Command lines; systemd.unit(5), Specifiers). */
function unitQuote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
