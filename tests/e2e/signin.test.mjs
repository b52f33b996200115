// Ways in: a password, an invitation, a lock, a language.
import assert from 'node:assert/strict'
import { CLERK, DEPUTY, PEOPLE, story } from './kit.mjs'

const TEACHER = PEOPLE.teacher[0]

story('r72 a wrong password gets no hint, a right one opens the day', async (school) => {
  const desk = await school.desk('teacher')
  await desk.signIn(TEACHER, 'не тот пароль')
  await desk.sees('не подошёл')
  assert.equal(await desk.page.locator('#password').inputValue(), '')
  await desk.signIn(TEACHER)
  await desk.page.getByRole('heading', { level: 1, name: 'Сегодня' }).waitFor()
})
