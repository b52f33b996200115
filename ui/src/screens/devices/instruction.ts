// The commands of the printed instruction; the same as in README, with the school's own names.

export type Server = 'windows' | 'samba'

export interface Names {
  /** The folder on the server itself. */
  path: string
  /** The name of the share. */
  share: string
  /** The group of the staff. */
  group: string
}

/** The name of the share in the path of a machine: `\\server\journal` has `journal`. */
export function shareOf(folder: string): string {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '' && !part.endsWith(':'))
  const named = folder.startsWith('\\\\') || folder.startsWith('//') ? parts[1] : parts.at(-1)
  return named && /^[\w.-]+$/.test(named) ? named : 'Journal'
}

/** PowerShell for Windows Server. */
export function windows({ path, share, group }: Names): string {
  return [
    `New-Item -ItemType Directory "${path}"`,
    `New-SmbShare -Name "${share}" -Path "${path}" -ChangeAccess "${group}" \``,
    '  -CachingMode None -EncryptData $true',
    `icacls "${path}" /inheritance:r \``,
    '  /grant "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" `',
    `  /grant "${group}:(CI)(RX,WD,AD)" "${group}:(OI)(IO)(RX)" \``,
    '  /grant "*S-1-3-0:(OI)(CI)(IO)(M)"',
  ].join('\n')
}

/** The folder of a Samba server. */
export function samba({ path, group }: Names): string {
  return [`mkdir -m 3770 ${path}`, `chgrp ${group} ${path}`].join('\n')
}

/** The section of `smb.conf`. */
export function smbConf({ path, share, group }: Names): string {
  return [
    `[${share}]`,
    `  path = ${path}`,
    `  valid users = @${group}`,
    '  read only = no',
    '  csc policy = disable',
    '  smb encrypt = required',
    '  strict sync = yes',
    '  force create mode = 0640',
    '  force directory mode = 3770',
  ].join('\n')
}
