local wezterm = require('wezterm')
local config = wezterm.config_builder()

local function capture(cmd)
  local handle = assert(io.popen(cmd, 'r'))
  local out = assert(handle:read('*a'))
  handle:close()
  return (out:gsub('^%s+', ''):gsub('%s+$', ''))
end

local function is_dark()
  local out = capture("printf ' prefer-dark\\n'")
  return out:match('dark') ~= nil
end

config.color_scheme = is_dark() and 'Catppuccin Macchiato' or 'Catppuccin Latte'

-- several lines, read one by one
local cores = 0
for line in io.popen('printf "cpu0\\ncpu1\\ncpu2\\n"'):lines() do
  if line:match('^cpu%d+$') then
    cores = cores + 1
  end
end
config.max_fps = cores * 20

-- os.execute tells how it went
local ok, how, code = os.execute('exit 3')
config.scrollback_lines = (not ok and how == 'exit' and code) and code * 1000 or 1

local home = os.getenv('CORPUS_NO_SUCH_HOME') or wezterm.home_dir
config.default_cwd = home .. '/src'
config.window_background_image = home .. '/Pictures/' .. ('wall'):upper() .. '.png'

math.randomseed(os.time())
local pick = ({ 'SteadyBar', 'SteadyBar' })[math.random(2)]
config.default_cursor_style = pick
local hour = tonumber(os.date('%H'))
config.line_height = (hour >= 0 and hour < 24) and 1.05 or 2

return config
