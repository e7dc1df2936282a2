local wezterm = require('wezterm')
local config = wezterm.config_builder()

local images = wezterm.glob(wezterm.config_dir .. '/wallpapers/*.png')
table.sort(images)
local dimmer = { brightness = 0.1, saturation = 0.9, hue = 1.0 }

math.randomseed(os.time())
local image = images[math.random(#images)]

config.enable_scroll_bar = true
config.min_scroll_bar_height = '2cell'
config.colors = { scrollbar_thumb = 'white' }
config.background = {
  -- the deepest layer is drawn first
  {
    source = { File = image },
    -- the texture tiles vertically but not horizontally
    repeat_x = 'Mirror',
    hsb = dimmer,
    -- when the viewport scrolls, move this layer 10% of the number of pixels moved
    attachment = { Parallax = 0.1 },
  },
  {
    source = { File = { path = wezterm.config_dir .. '/wallpapers/moving.gif', speed = 0.3 } },
    width = '100%',
    height = 'Contain',
    repeat_x = 'NoRepeat',
    repeat_y_size = '200%',
    vertical_align = 'Bottom',
    vertical_offset = 12,
    attachment = 'Fixed',
    opacity = 0.75,
  },
  {
    source = {
      Gradient = {
        orientation = { Linear = { angle = -45.0 } },
        colors = { '#0f0c29', '#302b63', '#24243e' },
        interpolation = 'CatmullRom',
        blend = 'Oklab',
        noise = 64,
        segment_size = 11,
        segment_smoothness = 0.0,
      },
    },
    width = '100%',
    height = '100%',
    origin = 'BorderBox',
  },
  { source = { Color = 'rgba(28, 33, 39, 0.81)' }, width = 'Cover', horizontal_align = 'Right', horizontal_offset = '1cell' },
}
config.window_background_gradient = {
  orientation = { Radial = { cx = 0.75, cy = 0.75, radius = 1.25 } },
  preset = 'Warm',
}
config.window_background_image = image
config.window_background_image_hsb = { brightness = 0.3, hue = 1.0, saturation = 1.0 }
config.foreground_text_hsb = { hue = 1.0, saturation = 1.2, brightness = 1.5 }

return config
