local M = {}
local wezterm = require('wezterm')

local is_windows = package.config:sub(1, 1) == '\\'
local separator = is_windows and '\\' or '/'

-- plugins look for themselves among those that are here, and add their folder to package.path
local function add_own_folder()
  for _, plugin in ipairs(wezterm.plugin.list()) do
    if plugin.url:find('line.wez', 1, true) then
      package.path = package.path .. ';' .. plugin.plugin_dir .. separator .. 'plugin' .. separator .. '?.lua'
      return true
    end
  end
  return false
end

function M.setup(opts)
  assert(add_own_folder())
  M.config = require('line.config')
  M.config.set(opts)
  require('line.events').register(M.config)
end

function M.apply_to_config(config)
  config.use_fancy_tab_bar = false
  config.show_new_tab_button_in_tab_bar = false
  config.tab_max_width = 32
  config.window_decorations = config.window_decorations or 'RESIZE'
  config.status_update_interval = 500
end

function M.get_theme()
  return M.config.opts.options.theme
end

return M
