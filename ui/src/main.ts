import './styles/fonts.css'
import './styles/tokens.css'
import './styles/shell.css'
import './styles/parts.css'
import './styles/print.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { chooseBackend } from './backend/choose'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
chooseBackend()
mount(App, { target })
