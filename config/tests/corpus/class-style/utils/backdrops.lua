local wezterm = require('wezterm')
local colors = require('colors.custom')

-- Seeding random numbers before generating for use
-- Known issue with lua math library
math.randomseed(os.time())
math.random()
math.random()

local PATH_SEP = package.config:sub(1, 1)

---@class BackDrops
local BackDrops = {}
BackDrops.__index = BackDrops

--- Initialise backdrop controller
---@private
function BackDrops:init()
   local inital = {
      current_idx = 1,
      files = {},
      focus_color = colors.background,
   }
   return setmetatable(inital, self)
end

function BackDrops:set_files()
   self.files = wezterm.glob(wezterm.config_dir .. PATH_SEP .. 'backdrops' .. PATH_SEP .. '*.{jpg,jpeg,png,gif}')
   return self
end

function BackDrops:create_opts()
   return {
      {
         source = { File = self.files[self.current_idx] },
         horizontal_align = 'Center',
      },
      {
         source = { Color = colors.background },
         height = '120%',
         width = '120%',
         vertical_offset = '-10%',
         horizontal_offset = '-10%',
         opacity = 0.96,
      },
   }
end

function BackDrops:_set_opt(window, background_opts)
   window:set_config_overrides({
      background = background_opts,
      enable_tab_bar = window:effective_config().enable_tab_bar,
   })
end

function BackDrops:random(window)
   self.current_idx = math.random(#self.files)
   if window ~= nil then
      self:_set_opt(window, self:create_opts())
   end
end

function BackDrops:cycle_forward(window)
   if self.current_idx == #self.files then
      self.current_idx = 1
   else
      self.current_idx = self.current_idx + 1
   end
   self:_set_opt(window, self:create_opts())
end

return BackDrops:init()
