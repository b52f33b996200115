// The printed instruction says what README says.
import { expect, test } from 'vitest'
import README from '../../../../README.md?raw'
import { samba, shareOf, smbConf, windows } from './instruction'

/** Blanks, quotes and line ends do not matter to either shell. */
const bare = (text: string): string => text.replaceAll(/["`\s]+/g, ' ')

test('the lines of both servers are those of README', () => {
  const ms = { path: 'D:\\Journal', share: 'Journal', group: 'SCHOOL\\Staff' }
  const here = bare(README)
  for (const line of windows(ms).split('\n')) expect(here).toContain(bare(line).trim())
  const unix = { path: '/srv/journal', share: 'journal', group: 'staff' }
  for (const line of [...samba(unix).split('\n'), ...smbConf(unix).split('\n')])
    expect(here).toContain(bare(line).trim())
})

test('the share is named as in the path of the machine', () => {
  expect(shareOf('\\\\server\\journal')).toBe('journal')
  expect(shareOf('\\\\server\\files\\journal')).toBe('files')
  expect(shareOf('//server/journal/')).toBe('journal')
  expect(shareOf('/mnt/journal')).toBe('journal')
  expect(shareOf('Z:\\')).toBe('Journal')
  expect(shareOf('/mnt/школьная папка')).toBe('Journal')
})
