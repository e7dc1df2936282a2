local wezterm = require 'wezterm'
local mux = wezterm.mux
local config = wezterm.config_builder()

wezterm.on('gui-startup', function(cmd)
  -- allow `wezterm start -- something` to affect what we spawn in our initial window
  local args = {}
  if cmd then
    args = cmd.args
  end

  -- Set a workspace for coding on a current project
  local project_dir = wezterm.home_dir .. '/wezterm'
  local tab, build_pane, window = mux.spawn_window {
    workspace = 'coding',
    cwd = project_dir,
    args = args,
  }
  local editor_pane = build_pane:split { direction = 'Top', size = 0.6, cwd = project_dir }
  -- may as well kick off a build in that pane
  build_pane:send_text 'cargo build\n'
  tab:set_title 'build'
  window:gui_window():maximize()

  -- A workspace for interacting with a local machine
  mux.spawn_window { workspace = 'automation', args = { 'ssh', 'vault' } }
  window:spawn_tab { cwd = wezterm.home_dir }

  -- We want to startup in the coding workspace
  mux.set_active_workspace 'coding'
end)

wezterm.on('gui-attached', function(domain)
  -- maximize all displayed windows on startup
  local workspace = mux.get_active_workspace()
  for _, window in ipairs(mux.all_windows()) do
    if window:get_workspace() == workspace then
      window:gui_window():maximize()
    end
  end
end)

config.default_workspace = 'coding'
config.default_prog = { 'bash', '-l' }

return config
