local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local function read(name)
  local path = wezterm.config_dir .. '/' .. name
  wezterm.add_to_config_reload_watch_list(path)
  local file, err = io.open(path, 'r')
  if not file then
    wezterm.log_warn('cannot read ' .. err)
    return nil
  end
  local text = file:read('a')
  file:close()
  return text
end

local settings = wezterm.json_parse(read('settings.json'))
assert(read('absent.json') == nil)
config.color_scheme = settings.theme
config.font_size = settings.font.size
config.font = wezterm.font_with_fallback(settings.font.families)
config.window_padding = settings.padding
config.use_fancy_tab_bar = settings.tabs.fancy

local more = wezterm.serde.toml_decode(read('more.toml'))
config.scrollback_lines = more.scrollback.lines
config.set_environment_variables = more.environment
local yaml = wezterm.serde.yaml_decode('a: [1, 2, 3]\nb: true\n')
config.initial_cols = 80 + #yaml.a
config.enable_scroll_bar = yaml.b

-- lines of a file, one by one
local words = {}
for line in io.lines(wezterm.config_dir .. '/words.txt') do
  if not line:match '^#' then
    words[#words + 1] = line
  end
end
config.quick_select_patterns = words

-- a state that is written back
local state = assert(io.open(wezterm.config_dir .. '/state.txt', 'w'))
state:write(wezterm.json_encode { scheme = settings.theme })
state:close()
local again = wezterm.serde.json_decode(read 'state.txt')
assert(again.scheme == settings.theme)

-- text helpers
assert(wezterm.pad_left('o', 3) == '  o' and wezterm.pad_right('o', 3) == 'o  ')
assert(wezterm.truncate_left('hello', 3) == 'llo' and wezterm.column_width '日本' == 4)
assert(wezterm.shell_split('ls "a b"')[2] == 'a b')
assert(wezterm.split_by_newlines('a\r\nb')[2] == 'b')
local url = wezterm.url.parse 'file://host/a%20b?c#d'
assert(url.file_path == '/a b' and url.scheme == 'file' and url.host == 'host')

return config
