return require 'me.main'
