local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.front_end = 'WebGpu'
config.webgpu_power_preference = 'LowPower'
config.webgpu_force_fallback_adapter = false
for _, gpu in ipairs(wezterm.gui.enumerate_gpus()) do
  if gpu.backend == 'Vulkan' and gpu.device_type == 'IntegratedGpu' then
    config.webgpu_preferred_adapter = gpu
    break
  end
end
config.max_fps = 144
config.animation_fps = 144
config.enable_wayland = true
config.enable_zwlr_output_manager = true
config.display_pixel_geometry = 'BGR'
config.shape_cache_size = 2048
config.line_state_cache_size = 2048
config.line_quad_cache_size = 2048
config.line_to_ele_shape_cache_size = 2048
config.glyph_cache_image_cache_size = 512
config.periodic_stat_logging = 60
config.experimental_pixel_positioning = false

-- which machine this is decides the size of the text
local sizes = { laptop = 10, desktop = 12 }
local host = wezterm.hostname()
assert(type(host) == 'string')
config.font_size = sizes[host] or 11
local version = wezterm.version
if version >= '20230408-112425-69ae8472' then
  config.enable_kitty_keyboard = true
end
config.enable_title_reporting = wezterm.running_under_wsl and true or false
local cwd = wezterm.procinfo.current_working_dir_for_pid(wezterm.procinfo.pid())
config.log_unknown_escape_sequences = cwd == nil or type(cwd) == 'string'

return config
