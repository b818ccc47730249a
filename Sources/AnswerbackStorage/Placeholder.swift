internal import GRDB
internal import Logging
