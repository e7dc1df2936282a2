"""How people ask for the tasks of files, text, disk, archives, permissions, packages and network that wordings.py has not."""

MACROS = {
    "put": "{show|show me|print|display|see|view|give me|output|get|write out|let me see|present|show|print}",
    "ls": "{list|list|show|show me|print|display|see|view|give me|output|get|enumerate|ls|have a look at|look at|check}",
    "ins": "{in|in|in|inside|under|below|within|beneath|somewhere in|somewhere under|anywhere in|anywhere below|underneath}",
    "iwant": "{I want|I need|we need|I'd like|I would like|I'm looking for|I am after|can I have|could I get|can I get|let me have|may I have|could you get me|I wish to have|gimme}",
    "has": "{there is a file {called |named |}<file>|I have a file {called |named |}<file>|I've got <file>|here is <file>|I have <file>|we have a file <file>|given the file <file>|take <file>|take the file <file>|it is about <file>|the file is <file>|my file is <file>}",
    "hasd": "{there is a @dir {called |named |}<dir>|I have a @dir {called |named |}<dir>|I've got <dir>|here is <dir>|I have <dir>|we have a @dir <dir>|given the @dir <dir>|take the @dir <dir>|it is about <dir>|the @dir is <dir>|my @dir is <dir>}",
    "then": "{, how do I|, how can I|. How do I|; I want to| and I want to| and I need to| and want to|, I'd like to|,|;|.| -|, please|: how to|; how to|, what is the command to|, I have to}",
    "rid": "{delete|delete|remove|remove|erase|get rid of|rm|wipe|throw away|drop|trash|discard|destroy|clear out|clean up|purge|eliminate|do away with}",
    "ridded": "{deleted|removed|erased|gone|wiped|thrown away|dropped|trashed|cleaned up|purged}",
    "ignore": "{ignoring case|ignoring upper and lower case|case-insensitively|case insensitively|case insensitive|regardless of case|in any case|no matter the case|ignore case|without regard to case|upper or lower case|whether upper or lower case|whatever the capitalization|irrespective of case|not caring about case|without case sensitivity|in upper or lower case|no matter how it is capitalized|regardless of capitalization|not case sensitive|with any capitalization|without matching the case|in capitals or not}",
    "ln1": "{line|line|line|line number|line no|line nr|line #|row|row number|line no.}",
    "nth": "{<n>th|<n>th|<n>th|<n>st|<n>nd|<n>rd|number <n>}",
    "win": "{Windows|windows|DOS|dos|Windows style|Windows-style|CRLF|crlf|\\r\\n|MS-DOS|dos style|carriage return}",
    "unix": "{Unix|unix|Linux|linux|LF|lf|Unix style|linux style|\\n|Unix-style}",
    "W1": "{<word>|<word>|<word>|the word <word>|the text <word>|the string <word>|the term <word>|the pattern <word>|the phrase <word>}",
    "prog": "{program|command|binary|executable|tool|application}",
    "pkg": "{package|package|package|program|software|tool|app|application}",
    "up": "{upgrade|update|bring up to date}",
    "ipad": "{IP address|ip address|IP|ip|IP addr|ip adress|ip addresses|IPs|address}",
    "unp": "{extract|extract|unpack|unpack|decompress|untar|open|expand|uncompress|unarchive|open up}",
    "unpd": "{extracted|unpacked|decompressed|untarred|opened|expanded|uncompressed}",
    "unz": "{extract|extract|unpack|unzip|unzip|decompress|open|expand|uncompress|unarchive}",
    "without": "{without {extracting|unpacking|decompressing|opening|uncompressing} {it|anything|the archive|the files|}|but {do not|don't} {extract|unpack} {it|anything|the files}|before {extracting|unpacking|I extract|I unpack} it|and {do not|don't} {extract|unpack} it|{not extracting|not unpacking} {it|anything}|without touching {the disk|it}|and leave it packed|just to look}",
    "py": "{Python|python|python3|Python 3|py}",
    "venv": "{virtual environment|virtual environment|virtualenv|venv|virtual env|virtual python environment}",
    "U": "{<user>|<user>|<user>|the user <user>|user <user>|the user called <user>|the user named <user>|the account <user>}",
    "G": "{<group>|<group>|<group>|the group <group>|group <group>|the <group> group|the group called <group>}",
    "perm": "{permissions|permissions|permission|rights|mode|access rights|file mode|file permissions|permission bits|access mode}",
    "inst": "{install|install|install|get|set up|add|put|apt install|apt-get install|have}",
    "instd": "{install|install|install|get|set up|add|put}",
    "pk": "{<package>|<package>|<package>|the package <package>|package <package>|the @pkg <package>|the <package> package|the package called <package>|the @pkg named <package>}",
}

W = {}

# --- files -------------------------------------------------------------------------------------

W["find-ext-in"] = {
    "do": """
@find @allE @ins @D
@find @allE {that are|which are|stored|kept|located|hiding|lying} @ins @D
recursively @find @allE @ins @D
@find {everything|all|anything|every file|files|all names} {ending in|ending with|that ends in|with the extension|with extension|that has the extension} <e> @ins @D
search @D for {@allE|the @E}{|, subfolders too}
search {through|inside|below|all of|under} @D {recursively |}for {@allE|files ending in <e>|files with extension <e>}
look {in|into|through|inside|under} @D for @allE
look for @allE, but {only|just} {in|below|inside|under} @D
@show {the names of|the paths of|a list of} @allE @ins @D
find {all|the|} {source files|code|source code|code files} written in <K> @ins @D
find {all|which} files @ins @D {that are|which are|are} <E>{| files}
scan @D for {@allE|<E> files}
walk {through |}@D and {print|list|show} @allE{| in it| found there}
use find {to get|to list|to show} @allE {in|under|below} @D
restrict the search for <E> files to @D
check @D for {@allE|<E> files|files with ending <e>}
go through @D and {pick out|list|find} {all |the |}<E> files
""",
    "ask": """
which <E> files are {there |stored |located |}@ins @D
what <E> files {does @D have|are in @D|are there in @D|exist below @D|live under @D|can be found in @D}
{where|where exactly} {in|under|below|inside} @D are {all the|the|my} <E> files
are there {any |}@E @ins @D
does @D {contain|have|hold} {any |}<E> files
which files {in|under|below|inside} @D {end in|end with|have the extension|are of type} <e>
@hasd@then find {all |the |}<E> files in it
@iwant {all|all the|a list of the|every one of the} <E> files @ins @D
""",
    "key": """
{all |}<E> files {in|under|below|inside} <dir>
find <E> {files |}{in|under|below} <dir>
in @D{,| find|, find|: find|, list|, search for|, look for} {all |}<E> files
under @D, @find @allE
find {by extension|extension|ending} <e> {in|under} <dir>
<dir>: {all |find |}<E> files
files {with extension|ending in|with the extension} <e> {in|under|below} @D
""",
}

W["find-name-in"] = {
    "do": """
@find {@F|<file>} @ins @D
find where {@F|<file>} is @ins @D
find out where {in|under|below|inside} @D {@F|<file>} {is|is located|lives|is stored|hides}
locate {@F|<file>} @ins @D
find {a|the|any|every} file {named|called|with the name|by the name of|whose name is} <file> @ins @D
search @D for {@F|<file>|a file named <file>|a file called <file>}
search {through|inside|below|under|all of} @D for {@F|<file>|a file named <file>|anything named <file>}
look {in|into|through|inside|under|everywhere in|everywhere below} @D for {@F|<file>|a file named <file>|a file called <file>}
look for {@F|<file>}, {starting in|starting at|starting from|but only in|only below|just in} @D
find {all|every|any} {copies|copy|files} {of|named|called} <file> @ins @D
track down <file> {inside|in|below|under} @D
get the {path|location|full path} of {@F|<file>} @ins @D
check {where|whether and where} {in|below} @D {the file |}<file> {is|exists|can be found}
use find {to locate|to search for|to get|to look for} <file> {in|under|below} @D
recursively {look for|search for|find} {@F|<file>} {in|under|below|inside} @D
walk {through |}@D and {find|look for} {@F|<file>}
scan @D for {@F|<file>}
hunt for {@F|<file>} @ins @D
see if {@F|<file>} is @ins @D
restrict the search for <file> to @D
""",
    "ask": """
where {in|under|below|inside|within} @D is {@F|<file>}
where is {@F|<file>} {in|inside|below|under|within|somewhere under} @D
{in|inside|within} @D, where {is|can I find|do I find|did I put} {@F|<file>}
is there a file {named|called} <file> @ins @D
does @D {contain|have|hold} {a file {named|called} |the file |}<file>{| somewhere| anywhere| at some level}
which {subdirectory|subfolder|part|@dir} of @D {has|contains|holds} {@F|<file>}
@F {is|must be|should be|is hiding|lies} somewhere {in|under|below|inside} @D{, where|, find it|, how do I find it|; find it|. Where exactly}
@hasd@then find {the file |}<file> in it
""",
    "key": """
find <file> {in|under|below|inside} <dir>
{locate|search|search for|look for} <file> {in|under|below} <dir>
in @D{,| find|, find|: find|, locate|, search for|, look for} {the file |}<file>
file named <file> {in|under|below|inside} @D
<file> {in|under|below} <dir>, where
location of <file> {in|under|inside} @D
under @D, @find @F
""",
}

W["find-part"] = {
    "do": """
@find {all |the |every |any |}files {whose name contains|whose names contain|with names containing|that have in their name|with in the name the text|whose filename contains|whose file name contains|whose filenames include|with a name containing|whose name includes|whose name has|that contain in the name} @W1@maybehere
@find {all |the |any |}files {with|having|that have|containing} @W1 {in the name|in their name|in their names|in the filename|in the file name|somewhere in the name|as part of the name|inside the name|in its name}@maybehere
@find {every|any|a|each} file {with|having|that has|which has} @W1 {in the name|in its name|in the filename|somewhere in its name|as part of its name}@maybehere
search {for files |}by {part of the name|partial name|name part|name fragment|partial filename|a piece of the name}{:|,|} <word>
search {file names|filenames|names of files|the file names|all filenames|all file names} for @W1@maybehere
find {everything|anything} {named something like|with a name like|called something with|with the name containing|whose name has|named like} <word>@maybehere
@find files {named|called} {something like|something with|anything with|like} <word>{| in it}@maybehere
find a file {but I only know|when I only know|of which I know only|knowing only} {that its name contains|part of the name:|that the name has} <word>{| in it}
match {file names|filenames} {containing|with|against} <word>
@find {names|filenames|file names} {containing|with|that contain|that include|that have} @W1{| in them}@maybehere
look for files with {a |the |}{name|names|filename} {containing|including|matching|with} @W1@maybehere
filter files by {name containing|names with|a part of the name,} <word>
@find files {matching|like|that match} *<word>*
list {all |}files {that have|having} <word> {anywhere |somewhere |}in {the|their} {name|filename|names}
use find {to get|to list|to search for} names {with|containing|that have} <word>{| in them}
locate files {by a part of their name|by partial name}{,|:} <word>
@find files whose {name|filename} {mentions|matches|has something to do with|is something with} <word>
""",
    "ask": """
{which|what} files have @W1 in {the|their} {name|names|filename|filenames}@maybehere
{which|what} {files|names|file names|filenames} {contain|include|have} <word> {in the name|in their name|in the filename|as part of the name}
{which|what} {file names|filenames} {contain|include|have in them|match} @W1
are there {any |}files with @W1 in {the|their} {name|names|filename}
where are the files with <word> in {the|their} {name|names|filename}
{I only know|I know only|all I know is|I remember only} {part of the name|that the filename contains|that the name has|a piece of the file name}{:|,| -|} <word>{| in it}{, how do I find the file|, find it|, where is the file|}
do I have {any |}files {with|that have} <word> in {the|their} name
""",
    "key": """
files with <word> in {the |their |}{name|names|filename}
{filenames|file names|names} {containing|with|including} <word>
find {by |}{partial name|part of name|name part} <word>
find files {name contains|with name containing|named like} <word>
*<word>* files
{file name|filename} search{:|} <word>
search by partial {filename|file name} <word>
""",
}

W["find-older"] = {
    "do": """
@find {all |the |every |any |}files {older than|that are older than|which are older than|not modified for|not modified in|not changed for|not changed in|not touched for|untouched for|unchanged for|not edited for|unmodified for|not updated in|last modified more than|changed more than|modified more than|that have not changed for|that have not been modified for|that haven't been modified for|that were not touched for|that nobody has changed for|not altered for} {more than |over |at least |}<n> days{||| ago}@maybehere
@find {every|any|each} file {older than|not modified for|not changed for|not touched for|that is older than|that has not been modified for|that has not changed for|that was last modified over} {more than |}<n> days@maybehere
@find {old|stale|ancient|outdated|dusty|forgotten} files{,|:|} {older than|over|more than|past|beyond|untouched for|not modified for} <n> days{| old}@maybehere
@find {everything|anything} {older than|not modified for|untouched for|unchanged for} {more than |}<n> days@maybehere
@find files with {a|an} {modification time|modification date|age|mtime|last change} {older than|of more than|over|above|more than} <n> days{| ago}
@find files {whose last change|whose last modification|whose last edit} {is|was|lies} {more than|over|at least} <n> days {ago|back|in the past}@maybehere
@find which files are {older than|over} <n> days{| old}@maybehere
@find files {of|with} {an age of|age} {more than|over} <n> days
@find files {I have not|I haven't|nobody has|no one has|we have not} {touched|changed|edited|modified|worked on|updated} {for|in} {more than |over |}<n> days@maybehere
search for files {older than|not modified for|unchanged for} {more than |}<n> days
@find files that {are more than|are over|exceed} <n> days {old|of age}@maybehere
{list|show|print} files older than <n> days{,|} {but don't delete them|without deleting them|do not delete|just list them|only list them}
@find files by age, {older than|more than|over} <n> days
@find files {modified|changed|edited} {before the last <n> days|longer than <n> days ago|earlier than <n> days ago}
""",
    "ask": """
{which|what} files are {older than|more than|over} <n> days{| old}@maybehere
{which|what} files {have not been|were not|haven't been} {modified|changed|touched|edited|updated} {for|in|in over|for more than|for over|in more than|in the last} <n> days@maybehere
{which|what} files {did I not|have I not|has nobody} {touch|touched|edit|changed|modified} {for|in} {more than |over |}<n> days
are there {any |}files {older than|not modified for|untouched for} <n> days@maybehere
do I have files {older than|more than} <n> days{| old}
where are {the|my} {old |}files, {older than|over|untouched for} <n> days
{which|what} files {were last|got last} {modified|changed|touched} {more than|over} <n> days ago
""",
    "key": """
files older than <n> days@maybehere
{old|stale|outdated} files{,|:|} {over|more than|>|older than} <n> days
files {not modified|unmodified|unchanged|untouched|not touched|not changed} {for|in|since} <n> days
find {older than|files older|old files} <n> days
{mtime|age|last change} {over|older than|more than|>} <n> days
older than <n> days{| list| files}
""",
}

W["ls"] = {
    "do": """
{list|show|show me|print|display|see|view|ls|give me|get} {files|the files|all files|my files|the names of the files|file names|the file names|the contents|what's|the entries|the names} {here|in this @dir|in the current @dir|of this @dir|of the current @dir|in my current @dir|in the @dir I am in|of the working directory|in cwd|right here}
{list|show|show me|see|display|print} {files|the files|directory contents|folder contents|the files here|this folder's files|my files|the directory's contents}
{list|show|show me|see|view|find out|look at|check|tell me} what {is|files are|I have|there is|is there|lies} {here|in this @dir|in the current @dir|inside this @dir|in my current @dir|around here}
{list|show|print|display} {the |}{contents|content} of {this|the current|the present|my current|the working} @dir
look {around|around here|around in this @dir|inside this @dir|into the current @dir|what is here}
{list|show|print} {just|only} {the |}{names|file names|filenames|names of the files}{| here| in this @dir| in the current @dir}{|, no details|, nothing else|, without details}
{get|show|print|give me} {a|the} {simple |plain |short |quick |}{list|listing|directory listing|file list|overview} of {files here|this @dir|the current @dir|the files here|the files in this @dir|what is here}
{list|show} {files|file names}{,| in the current @dir,| here,} {names only|only names|just the names|without details|no details|no sizes}
see {which files are|what is|the files|everything} in {this|the current|my current} @dir
{list|show|display} {files and folders|files and directories|everything} {here|in this @dir|in the current @dir}
find out {which|what} files are in {this|the current} @dir
{print|show|list} the {directory contents|folder contents|contents} {here|of where I am|of the place I am in}
do {a|an} {simple|plain|basic|short|ordinary} {ls|listing|dir|directory listing}
see my files
use ls{| here}
do what dir does {in|on} {windows|DOS|Windows}
""",
    "ask": """
what is {here|in this @dir|in the current @dir|in here|inside this @dir|in my current @dir}
what's {here|in this @dir|in the current @dir|in here|inside this @dir}
{what|which} files are {here|in this @dir|in the current @dir|in here|in the @dir I am in|in front of me}
{what|which} files {do I have|are there} {here|in this @dir|in the current @dir|in here}
what does {this|the current} @dir {contain|have|hold}
what files and {folders|directories} are {here|in this @dir|in the current @dir}
what do I have {here|in this @dir|in here}
what are the names of the files {here|in this @dir|in the current @dir}
which command lists {the files|files|the current @dir|the names of files}
what can I find {here|in this @dir|in the current @dir}
""",
    "key": """
list files{| here| names only| in this @dir| in current @dir| in the current directory}
{directory|folder|dir} {listing|contents|content}{| here}
{files|file names|filenames} {here|in this @dir|in the current @dir}
ls{| here| current directory}
{current|this} @dir {contents|listing|files}
list {the |}{current @dir|cwd|working directory}
file list, names only
""",
}

W["ls-dir"] = {
    "do": """
{list|show|show me|print|display|view|see|give me|get|output|check|find out|tell me} {what is|what's|what there is|what lies|what I have} {in|inside|in the root of} @D
{list|show|show me|print|display|view|see|give me|get|output|check|ls} {the |}{contents|content|entries|items|directory contents|things|names} {of|in|inside} @D
{list|show|show me|print|display|see|ls} {@D|@D|the directory <dir>|the folder <dir>}
look {into|inside|in|what is in|at what is in|at the contents of|around in} @D
have a look {into|inside|in|at the contents of} @D
{get|show|print|give me} {a|the} {listing|directory listing|list of entries|simple listing|plain listing} {of|for|from} @D
{list|show|display} {files and folders|files and directories|the entries|the names|the top level|the immediate contents|the first level} {in|of|inside} @D
see {what|which things} @D {contains|has|holds|has in it}
list {the |}files {directly|immediately} {in|inside} @D{|, not below|, not recursively|, no subfolders}
list {the |}files in @D {not recursively|without subfolders|without going into subfolders|but not in subfolders|one level only|on the top level only}
run ls {on|for|in} @D
use ls to {see|show|list|look at|view} {what is in |the contents of |}@D
peek {into|inside|in} @D
check the contents of @D
view the {inside|insides} of @D
{show|list|print} {file names|the file names|the names of the files|names} in @D
find out what is {in|inside|stored in|kept in} @D
""",
    "ask": """
what is {in|inside|kept in|stored in} @D
what's {in|inside} @D
what does @D {contain|have|hold|have in it}
what {can I find|do I have|is there|is lying around|do we have} in @D
what are the {contents|entries|items} of @D
{hey |}what is {there |}in the @dir <dir>
which {entries|things|files and folders|files and directories|items} are in @D
@hasd@then {see what is in it|list it|list what is in it|look into it|see its contents}
@iwant {a listing of|the contents of|the listing of|to see what is in} @D
""",
    "key": """
{contents|content|listing|directory listing|entries} of @D
ls <dir>
{list|show} {dir|directory|folder|} <dir>
<dir> {contents|listing|directory listing|ls|entries}
what's in <dir>
in @D, what is there
list contents <dir>
""",
}

W["ls-time"] = {
    "do": """
@ls {files|the files|all files|my files|everything|entries|the entries|this @dir|the current @dir|the files here|files here|files in this @dir|the files in this @dir|the files of the current @dir} {sorted|ordered|arranged|ranked} {by|according to} {time|date|modification time|date modified|last modified|time of change|modification date|mtime|age|last change|time modified|the time of the last change|change time|when they were changed|when they were last modified|how recent they are}{|||, newest first|, latest first|, most recent first| with the newest first| with the newest at the top| with the latest on top}
sort {files|the files|these files|the listing|this @dir|my files|the files here|the file list|the files in this @dir|ls output|the current @dir} {by|on} {time|date|modification time|date modified|last modified|time of change|modification date|mtime|age|last change|timestamp}{||, newest first|, latest first|, most recent first| with the newest on top}
order {files|the files|the listing|the files here} by {time|date|modification time|last change|age}{||, newest first|, latest first}
@ls {files|the files|all files|this @dir|the current @dir|the files here} {newest first|latest first|most recent first|from newest to oldest|with the newest first|with the most recent on top|newest to oldest|starting with the newest|beginning with the newest|most recently changed first|last changed first|in order of age|by date|by time|chronologically, newest first}
@ls {the |}{newest|latest|most recent|most recently changed|most recently modified|last modified|last changed|last edited} files {here|in this @dir|first|at the top|in the current @dir|here first}
see {which|what} {file|files} {was|were|I} {changed|modified|edited|touched} {last|most recently|latest}{| here| in this @dir}
find {the |}{newest|latest|most recent|most recently changed|most recently modified} {file|files} {here|in this @dir|in the current @dir}
get {a|the} {listing|list|directory listing|ls} {sorted|ordered} by {time|date|modification time|last change|age}{|, newest first}
make ls {sort|order} {files |}by {time|date|modification time}
use ls {to sort|sorted|and sort} by {time|date|modification time}
put the {newest|latest|most recent} files {first|on top|at the top} {in a listing|of the list|when listing}
list {the current|this} @dir in {time|date|chronological} order{|, newest first}
show {when|the time} each file was {last changed|changed|modified}{,| and} {newest first|the newest first|sorted by that}
show {the most recent|the newest|the latest} changes to files here {first|on top}
""",
    "ask": """
{which|what} file {here |in this @dir |}{was|is|did I} {changed last|the newest|modified last|the latest|the most recently changed|modified most recently|last changed|change last|edit last|edited most recently}{| here| in this @dir}
{which|what} files {here|in this @dir|in the current @dir} are {the |}{newest|latest|most recent}
{which|what} files {did I|have I} {change|changed|edit|modify|touch} {last|most recently} in this @dir
what are the {newest|latest|most recent|most recently modified|last changed} files {here|in this @dir|in the current @dir}
what {was|got} {changed|modified|edited} {last|most recently} {here|in this @dir}
what is the newest file {here|in this @dir}
files should be {listed|sorted} by {time|date|last change}{|, newest first}
""",
    "key": """
{ls|files|list files|listing|list|file list|dir} {sorted by|by|ordered by|sort by} {time|date|modification time|mtime|date modified|last modified|last change|age|change time}{|, newest first| newest first}
{newest|latest|most recent|most recently modified} files {first|here|on top|in this @dir}
sort {by|files by|ls by} {time|date|modification time|age|mtime}
{newest|latest|most recent} first{| listing| ls}
ls by {time|date}
files from newest to oldest
""",
}

W["ls-size"] = {
    "do": """
@ls {files|the files|all files|my files|the entries|this @dir|the current @dir|the files here|files here|files in this @dir|the files in this @dir|the files of the current @dir|all files in this @dir} {sorted|ordered|arranged|ranked} {by|according to} {size|file size|their size|how big they are|the size|how large they are|bytes}{|||, largest first|, biggest first|, big ones first|, in descending order| with the largest first| with the biggest at the top| from large to small|, heaviest first}
sort {files|the files|these files|the listing|this @dir|my files|the files here|the file list|the files in this @dir|ls output|the current @dir} {by|on} {size|file size|their size|how big they are}{||, largest first|, biggest first|, big to small| with the largest on top}
order {files|the files|the listing|the files here} by {size|file size}{||, largest first|, biggest first}
@ls {files|the files|all files|this @dir|the current @dir|the files here} {largest first|biggest first|from largest to smallest|from biggest to smallest|with the largest first|with the biggest on top|big to small|starting with the largest|beginning with the biggest|in order of size|by size|by file size|in descending size|in size order}
@ls {the |}{largest|biggest|heaviest} files {in this @dir|in the current @dir} {first|at the top|on top}
see {which|what} {file|files} in {this|the current} @dir {is|are} {the |}{largest|biggest}{|, in a listing}
get {a|the} {listing|list|directory listing|ls} {sorted|ordered} by {size|file size}{|, largest first|, biggest first}
make ls {sort|order} {files |}by size{|, largest first}
use ls {to sort|sorted|and sort} by size{| with readable sizes}
put the {largest|biggest} files {first|on top|at the top} {in a listing|of the list|when listing}
list {the |}{current|this} @dir in order of {size|file size}{|, largest first}
{list|show} {files|the files here} {with|and} {their |}{sizes|human readable sizes|readable sizes}{,| and} {largest first|biggest first|sorted by that|the largest first|sorted by size}
{show|list} {how big the files here are|the sizes of the files here}{,| and} {sorted|largest first|biggest first|the biggest first}
rank {the |}files {here |in this @dir |}by size
""",
    "ask": """
which file in {this|the current} @dir is the {largest|biggest|heaviest}
what are the {largest|biggest} files in {this|the current} @dir, {listed by size|sorted|biggest first|not in subfolders}
which files in {this|the current} @dir are the {largest|biggest|heaviest}
files {here |}should be {listed|sorted} by size{|, largest first}
what is the {largest|biggest} file in {this|the current} @dir
how big are the files {here|in this @dir|in the current @dir}{, sorted|, largest first|, biggest first|, by size}
""",
    "key": """
{ls|files|list files|listing|list|file list|dir} {sorted by|by|ordered by|sort by} {size|file size}{|, largest first| biggest first| descending}
{files|ls} by {size|file size}
sort {files by|ls by|listing by} {size|file size}
{largest|biggest} first {listing|ls|file list}
files from {largest to smallest|biggest to smallest|large to small}
{ls|list} {largest|biggest} first
""",
}

W["pwd"] = {
    "do": """
{show|show me|print|display|see|get|tell me|find out|output|know|check|echo|give me|reveal|determine|learn} {the |my |}{current|present|working|current working|present working} {directory|folder|dir|path|location|directory path}
{show|show me|print|display|see|get|find out|output|check|give me} the {path|full path|absolute path|name|location} of {the current|this|the working|my current|the present} {directory|folder|dir}
{show|tell me|find out|see|know|check|figure out|print|determine|learn} {which|what} {directory|folder|dir|path} I am {in|in right now|currently in|working in|in now}
{show|tell me|find out|see|know|check|figure out|determine|learn} where I am{| right now| now| in the file system| in the filesystem| in the directory tree| currently}
{show|print|get|see} the {full |absolute |}path {of where I am|to here|to this @dir|to where I am|I am at|I'm in}
{show|print|tell me} {my|the} {location|position|current place|whereabouts} {in the file system|in the filesystem|in the directory tree|on disk}
print {working directory|the working dir|cwd|the cwd}
ask the shell {where I am|for the current directory|which directory it is in|in which directory I am}
get the cwd
see in {which|what} {directory|folder} {I am|I'm|the shell is|my terminal is|this terminal is}
print the {name|path} of the @dir I am {in|standing in|sitting in}
""",
    "ask": """
{which|what} {directory|folder|dir|path} am I {in|in right now|currently in|in now|working in|standing in|sitting in|at}
in {which|what} {directory|folder|dir|path} am I{| now| right now| currently}
where am I{| right now| now| currently| in the file system| in the filesystem| in the directory tree| located}
what is {my|the} {current|working|present|current working|present working} {directory|folder|dir|path|location}
what's {my|the} {current|working|present|current working} {directory|folder|dir|path|location}
what is the {path|full path|absolute path|name} of {this|the current} {directory|folder|dir}
what {path|directory|folder} is this
{which|what} {directory|folder} is {this|my shell in|this shell in|this terminal in|the terminal in|the shell in}
where {is my shell|is this shell|is this terminal|in the file system is this|did I end up|have I ended up}
I {am lost|got lost|don't know where I am|forgot where I am|have no idea where I am|lost track of where I am}{|, where am I|, which directory is this|, what directory is this|, in which folder am I}
{which|what} place am I in, as a path
what directory did I end up in
which folder is the current one
""",
    "key": """
{current|present|working|current working} {directory|folder|dir|path|location}{|?}
path of {the |this |}{current |}@dir
where am I
print working directory
cwd
my {current |}{location|path|@dir|whereabouts}
{show |get |}current {path|@dir}
full path of current @dir
name of the @dir I am in
""",
}

W["cd"] = {
    "do": """
{change|go|switch|move|jump|get|step|hop|navigate} {into|to|over to|in|inside} @D
{change|switch} {the |my |}{directory|folder|dir|current directory|working directory|current folder} {to|into} {<dir>|<dir>|@D}
cd {into|to|in|} {<dir>|<dir>|@D}
enter {@D|<dir>}
open {@D|<dir>} {in the shell|in this terminal|in the terminal|as the current directory|to work in it|as my working directory}
{make|set} {@D|<dir>} {my|the} {current|working|new current|present} {directory|folder|dir}
work in {@D|<dir>}{| from now on| now| next}
go {down |up |back |over |straight |}{into|to} {@D|<dir>}
be in {@D|<dir>}
navigate {to|into} {@D|<dir>}
move {myself |}{into|to|over to} the @dir <dir>
set the {current|working} {directory|dir|folder} to {<dir>|@D}
{get|go} inside {@D|<dir>}
leave this @dir and go to {@D|<dir>}
switch over to {@D|<dir>}
descend into {@D|<dir>}
head {over |}to the @dir <dir>
start working in {@D|<dir>}
take me {to|into} {@D|<dir>}
visit {@D|<dir>}
use cd to {go to|get to|enter|change into|get into} {@D|<dir>}
""",
    "ask": """
{I want|I need|I'd like|I have} to be in {@D|<dir>}
{I want|I need|I have} to {go|get|change|move} {to|into} {@D|<dir>}
how do I get {to|into|inside} {@D|<dir>}
I {am|'m} in the wrong @dir, {take me to|go to|I want to be in|change to} <dir>
my {next |current |working |}{directory|folder} should be <dir>
@hasd@then {go into it|change into it|enter it|make it the current one|move into it|cd into it}
""",
    "key": """
cd {to |into |}<dir>
{change|switch} {dir|directory|folder} {to |into |}<dir>
{go to|enter|into|goto|move to} {@dir |}<dir>
change directory <dir>
chdir <dir>
<dir> as {current|working} @dir
navigation to @D
""",
}

W["cp"] = {
    "do": """
copy {|the file |file |my file |this file |a file |the file named }<a> {to|to|as|into|over to|onto} {|the file |the name |the new name |a file called |a new file called |a file named }<b>
cp {the file |}<a> {to |into |as |}<b>
{duplicate|clone|replicate} {|the file |file |my file }<a> {as|to|into|under the name|with the name} <b>
{make|create|produce|get|take} a {copy|duplicate|second copy|backup copy|clone|replica} of {|the file |file |my file }<a> {called|named|as|at|in|under the name|to|with the name|and call it|and name it} <b>
{make|create} {|the file }<b> {as|which is|that is} {a|an exact|a full|an identical} {copy|duplicate} of {|the file }<a>
{put|place|store|save|drop} a {copy|duplicate} of {|the file }<a> {in|into|at|under|to} <b>
{save|store|keep} {|the file }<a> {also |again |}{as|under the name|under} <b>{| too|, keeping the original}
copy the {contents|content} of the file <a> {into|to} {|the file }<b>
{back up|backup} {|the file |my file }<a> {as|to|into|under the name} <b>
copy from <a> to <b>
copy {|the file |file }<a>{,| and|;} {naming|calling|call|name} {the copy|it|the duplicate|the new file} <b>
copy {one file|a single file|just the file|only the file} <a> to <b>
have {|the file }<a> {copied|duplicated} {to|as|into} <b>
{take|grab} {|the file }<a> and copy it to <b>
use cp to {copy|duplicate} <a> {to|as|into} <b>
{write|make} <b> {a copy of|the same as|identical to} {the file |}<a>
copy <a> {->|=>|:} <b>
keep {|the file }<a> and {make|put|have} a copy {of it |}{in|at|called|as|named} <b>
""",
    "ask": """
can {the file |}<a> be {copied|duplicated} {to|as|into} <b>
{I want|I need|we need} {a copy|a duplicate|another copy|a backup copy} of {the file |}<a> {in|at|called|as|named|under} <b>
there is a file {called |named |}<a>{.|,|;} {copy it to|make a copy called|duplicate it as|put a copy into} <b>
{the file |}<a> should {be copied to|also exist as|also be in|be duplicated as|be available as} <b>{| too}
<b> should be a copy of {the file |}<a>
{I want|I need} {the file |}<a> {copied|duplicated} {to|as|into} <b>
I have {the file |}<a> and {need|want} {a copy at|the same file at|a copy named|the same thing in|it also in} <b>
""",
    "key": """
copy {file |}<a> {to|as|into} <b>
cp <a> {to |}<b>
{file copy|copy of file|duplicate|copy of} <a> {to|as|in} <b>
copy {from |}<a> to <b>
<a> {copy to|copied to|duplicate as} <b>
duplicate {file |}<a> {as|to} <b>
backup {of |}<a> {as|to} <b>
""",
}

W["rename-ext"] = {
    "do": """
{change|switch|alter|convert|modify} the {extension|file extension|ending|suffix|extensions|file endings|filename extension} of {all files|all the files|every file|the files|files|all my files|each file}{| here| in this @dir| in the current @dir} from {.|.||*.}<a> to {.|.||*.}<b>
{rename|change|turn|convert|batch rename|bulk rename|mass rename|move} {all|all the|every|each|my|the|these} {.|.|*.|*.|}<a> {files|files|file|names} {to|into|to|as} {.|.|*.|}<b>{|| files}{| here| in this @dir| in the current @dir}
{rename|change|turn} {all files|every file|files|all the files} {ending in|ending with|with extension|with the extension|that end in|with the ending|with the suffix} {.|}<a> {to|into|so that they end in|so they end in|to have the extension|so that they have the extension|to end in} {.|}<b>{| instead}{| here| in this @dir}
{replace|exchange|substitute|swap} the {extension|file extension|ending|suffix|extensions} {.|}<a> {with|by|for} {.|}<b> {for|on|in|of} {all files|every file|all files here|the files here|each file}
{replace|swap} {.|}<a> {with|by|for} {.|}<b> {in|as} {the|all} {file extensions|extensions|file endings|filename extensions}
{give|grant} {all|every|the|each} {.|*.|}<a> {files|file} the {extension|ending|suffix|new extension} {.|}<b>{| instead}
{rename|change} {all |}files from {.|*.|}<a> to {.|*.|}<b>
{rename|mv} *.<a> {to|into|as} *.<b>
{rename|change} {several|many|lots of|a bunch of|multiple|a whole batch of} {.|}<a> files to {.|}<b>
{make|let|have} {all|every|the} {.|}<a> {files|file} {become|be|end in} {.|}<b>{| files}
{change|rename} {the extension|the ending|extensions|file extensions} {from|of all files from|in bulk from|for everything here from} {.|}<a> {to|into} {.|}<b>
loop over {all|the} {.|*.|}<a> files and {rename them to|give them the extension|change the extension to|rename each to} {.|}<b>
batch {rename|change} {the |}{extension|extensions}{| of files} from {.|}<a> to {.|}<b>
change {.|*.|}<a> {to|into} {.|*.|}<b> {for all files here|in all file names|for every file|in all filenames here|on all files in this @dir}
use {a loop|a for loop|bash|a shell loop} to rename {all |}{.|*.|}<a> {files |}to {.|*.|}<b>
mass-change the {extension|ending} {.|}<a> to {.|}<b>
""",
    "ask": """
{all|the|all my|my} {.|}<a> files {here |}should {be|become|have the extension|end in|be renamed to|get the extension} {.|}<b>{| instead}
{I have|there are|I've got} {many|lots of|a bunch of|several|some|a lot of} {.|}<a> files {and want|that should be|and need|which must become|that need to be} {.|}<b>{| instead| files}{|, rename them}
{my|the|all} files {end in|have the extension} {.|}<a> {but should|and should|but must|and need to} {end in|have|be} {.|}<b>{|, how do I rename them}
can all {.|}<a> files be renamed to {.|}<b>
{I want|I need} {the|all} {.|}<a> files to {be|have|become|end in} {.|}<b>{| instead}
""",
    "key": """
{rename|change} {all |}{.|*.}<a> {files |}{to|->|into} {.|*.|}<b>
{change|rename|replace} {extension|file extension|extensions|file extensions} {from |}{.|}<a> {to|->|with} {.|}<b>
{batch|bulk|mass|multi} rename {.|*.|}<a> {to|->} {.|*.|}<b>
extension {.|}<a> to {.|}<b>{| for all files}
{.|*.|}<a> to {.|*.|}<b> {rename|for all files|extension change|file rename}
""",
}

W["touch"] = {
    "do": """
{create|make|generate|produce|start|add|set up|begin} {an|a new|a|one} {empty|empty|blank} {file|text file} {called|named|with the name|} <file>
{create|make|generate|produce|add} {the|a|a new|this|an empty} file {called |named |with the name |}<file>
{create|make|generate|add} {@F|<file>|<file>} {as an empty file|with nothing in it|without any content|without content|empty|as a blank file|as a new file|with no content|if it does not exist|with zero bytes}
touch {@F|<file>|a file <file>|a new file <file>}
create <file>
make {a|the} new {file|empty file|blank file} <file>
{create|make} a {zero byte|0 byte|zero length|zero-byte|zero-length|placeholder|dummy|contentless} file {called |named |}<file>
put {an empty|a blank|a new empty|a new} file {called|named} <file> {here|into this @dir|in this @dir|there}
{start|open|begin} a new{| empty| blank} file {called |named |}<file>
have {an|a new} empty file {called|named} <file>
{bring|get} {an empty|a blank|a new} {file |}<file> into {existence|being}
{lay|set} down an empty file {called|named} <file>
use touch to {create|make|produce} {the file |}<file>
{update|renew|refresh|set} the {timestamp|time|modification time|time stamp} of {@F|<file>}{| to now}
{initialize|initialise} <file> as {an empty|a blank} file
{create|make} {an empty|a blank} <file>
let there be {an empty|a} file {called|named} <file>
""",
    "ask": """
{I want|I need|we need} {an empty|a blank|a new empty|a new|a fresh} file {called |named |with the name |}<file>
{a|the} file {called |named |}<file> {should|must|has to} {exist|be created|be made|be there}{|, empty|, just empty}
there {should|must} be {an empty|a blank} file {called |named |}<file>
can {the|an empty} file <file> be created
<file> {does not exist yet|doesn't exist yet|is not there yet}, {create it|make it|how do I create it|make it as an empty file}
which command {creates|makes} {an empty|a new|a blank} file {called |named |}<file>
""",
    "key": """
{create|make|new|add} {empty |blank |new |}file {called |named |}<file>
{empty|new|blank|zero byte} file <file>
touch <file>
new {empty |}file: <file>
create <file> {empty|as empty file|blank}
file creation: <file>
<file>, {empty|new empty file|created empty}
""",
}

W["stat"] = {
    "do": """
@get {the |all |}{metadata|meta data|meta-data|metainformation|file metadata|inode|inode number|stat information|stats|times and inode|timestamps|time stamps|properties|attributes|detailed information|all details} {of|for|about|on|from} @F
@get {all|the|detailed|full|complete|more} {info|information|data|facts|details} {about|on|of|for} @F
@get {when|at what time} @F was {last changed|last modified|modified|changed|last accessed|accessed|created|created and changed|last read|last edited|last touched}
@get the {modification time|modification date|access time|change time|last change|birth time|creation time|creation date|last access|time of the last change|date of the last modification|date} {of|for} @F
@get the {size, owner and times|times, owner and size|owner, size and inode|inode and size|times and owner|inode, owner and times|dates and owner} {of|for} @F
stat {@F|<file>}
run stat {on|for} @F
use stat to {see|get|show} {the metadata of|everything about|the times of|the details of} {@F|<file>}
{see|know|learn|find out|show|tell me} everything {there is to know |the system knows |the file system knows |known |}about @F
inspect {the metadata of|the inode of|the attributes of|the properties of|the details of} @F
examine {the metadata|the attributes|the times|the properties} of @F
look at {the metadata|the attributes|the times|the timestamps|the inode|the properties} of @F
{print|show|display} {mtime|atime|ctime|the mtime|mtime and atime|atime, mtime and ctime} of @F
{display|show|print} file {information|status|properties|details|attributes|info} {for|of|about} {<file>|@F}
query {the file status|the status|the metadata|the inode} of @F
check {when|at what time} @F was {last |}{changed|modified|accessed|touched|edited|updated}
show how many {links|hard links|blocks|inodes} @F has
""",
    "ask": """
when was @F {last |}{changed|modified|accessed|edited|touched|created|updated|written|read|opened}{| last}
what is the {inode|inode number|modification time|modification date|last change|metadata|access time|creation date|timestamp} of @F
what {metadata|attributes|properties|inode|timestamps|times} does @F have
what {do you know|does the file system know|is known|can you tell me} about {the file |}<file>
what are the {times|timestamps|attributes|properties|details|dates|metadata} of @F
who {owns|is the owner of} @F {and when was it changed|and what are its times|and how big is it and when was it changed}
@has@then {see its metadata|see all its metadata|know when it was changed|show its times and inode|see when it was modified|get its details}
@iwant {the metadata|all metadata|the metadata and times|the inode|the timestamps|all the details|the full details|the properties} of {@F|<file>}
how old is @F
at what time did @F change{| last}
""",
    "key": """
{metadata|meta data|file metadata|inode|timestamps|time stamps|properties|attributes|file info|file information|details|file details} {of|for|about} {<file>|@F}
stat {of |}<file>
<file> {metadata|info|details|properties|attributes|stat|timestamps|inode|file info}
{modification|access|change|creation} {time|date} {of|for} <file>
file {info|status|properties|information|details} <file>
{last modified|last changed|last accessed|mtime|ctime|atime} {of |}<file>
""",
}

W["file-size"] = {
    "do": """
@get {how|just how} {big|large|huge} {the file <file>|<file>|@F} is{| in bytes| in MB| in megabytes| in kilobytes| in human readable form|, readable}
@get the {size|file size|size in bytes|size in megabytes|length in bytes|human readable size|byte size|size in MB} {of|for} {the file <file>|<file>|@F}
@get how many {bytes|kilobytes|megabytes|MB|KB} {the file <file>|@F} {has|is|is long|takes|occupies|contains}
@get the file size of {<file>|@F}{| in human readable units| in readable form| in KB| in bytes}
check {how big|how large|the size of|the file size of} {the file |}<file>{| is}
measure {the size of the file|how large the file|the file size of|the size of} <file>{| is}
look {up |at |}{the size of|how big|the file size of} {the file <file>|@F}{| is}
tell me {the size|the file size|the size in bytes} of {the file <file>|@F}
see the size of {the file <file>|@F}{| in a readable form| in human readable form}
determine the {size|file size|number of bytes} of {the file <file>|@F}
find the size of {a|one|this} {single |}file{,|:|} <file>
weigh the file <file>
use ls to {see|show|get} the size of {the file |}<file>
print {only |}the {size|file size} of {the file |}<file>
@get how much {space|disk space} the file <file> {takes|takes up|uses|needs|occupies}
""",
    "ask": """
how {big|large|huge|heavy|long in bytes} is {the file <file>|<file>|@F|the file called <file>}{| in MB| in bytes| in megabytes| in kilobytes}
what is the {size|file size|size in bytes|byte size} of {the file <file>|<file>|@F}
what's the {size|file size} of {the file <file>|<file>|@F}
how many {bytes|megabytes|kilobytes|MB|KB|gigabytes} {has {the file <file>|@F}|does {the file <file>|@F} have|is {the file <file>|@F}|are in {the file <file>|@F}}
how much {space|disk space|room} does the file <file> {take|take up|use|need|occupy}
what size {is {the file <file>|@F}|has {the file <file>|@F}|does {the file <file>|@F} have}
is {the file <file>|@F} {big|large|huge}, {what is its size|how many bytes|how big is it}
@has{, how big is it|; how large is it|. How big is it|. What is its size|, what's its size|@then see how big it is|@then get its size|@then check its size}
{I want|I need} {to know |}{how big|the size of|the file size of} {the file |}<file>{| is}
""",
    "key": """
{size|file size|bytes} of {file |the file |}<file>
file size <file>
{the file |}<file> {size|file size|how big|how large|size in bytes}
how big {file |the file |}<file>
size in {bytes|MB|KB|megabytes} of {the file |}<file>
<file>: {how big|size|how large}
""",
}

W["file-type"] = {
    "do": """
@get {what|which} {kind|type|sort|format} {of file |of a file |of thing |}{@F|<file>} is
@get the {type|file type|format|kind|mime type|file format|real type|content type|actual format} of {@F|<file>}
{detect|identify|recognize|recognise|guess|determine|find out|examine|tell|figure out|discover} {the type of|the format of|the file type of|what type of file|what kind of file|the kind of|what sort of file|the real type of|what} {@F|<file>}{| is}
check {what|which} {type|kind|format|sort} {of file |}{@F|<file>} {is|has}
check the {type|file type|format} of {@F|<file>}
{find out|tell me|see|know|check|determine} {whether|if} {@F|<file>} is {text or binary|a text file or a binary|a binary or text|really an image|a script or a binary|an image or something else|a real picture|an archive or what}
{find out|tell me|see|figure out|know} what {@F|<file>} {is|really is|actually is|contains, text or binary|is, by its contents}
identify {@F|<file>}
run file on {@F|<file>}
use {file|the file command|the file utility} {to identify|to see what is|on|to find the type of} {<file>|@F}
look at {@F|<file>} and {tell|say|guess} {what kind of file it is|its type|its format}
{see|find out|tell me} {what|which} {program|application} {made|wrote|can open} {@F|<file>}, by its {type|format}
{get|show} the type of {@F|<file>} {from its contents|by its content|from its magic bytes|without looking at the extension|regardless of the extension}
classify {@F|<file>}
find out the {encoding|character set} and type of {@F|<file>}
""",
    "ask": """
what {kind|type|sort} of {file|thing|a file|data} is {@F|<file>}
what {file type|format|type|file format|kind|mime type} {is|does|has} {@F|<file>}{| have}
what is the {type|file type|format|kind|mime type} of {@F|<file>}
what is {in the file |}<file>, {text or binary|a text or a binary|what type of file|what kind of file|an image or text}
is {@F|<file>} {a text file or a binary|text or binary|binary or text|really an image|an image or something else|a text file|an executable or a script|a binary|a script or a binary|an ELF file|really a PDF}
{which|what} format is {@F|<file>} in
what sort of thing is {@F|<file>}
{@F|<file>} has no {extension|ending}, {what is it|what kind of file is it|what type is it|which type is it}
I {don't know|do not know|wonder|have no idea} {what kind of file|what type of file|what format|which type} {@F|<file>} is
@has@then {find out its type|see what type it is|know what kind of file it is|identify it|detect its format}
of {which|what} {type|kind|format} is {@F|<file>}
""",
    "key": """
{file type|type|kind|format|file format|mime type} of {<file>|@F}
{kind|type|sort} of file{:|,|} <file>
<file> {file type|type|what kind of file|text or binary|which format|type of file}
{identify|detect} {type of |file type of |file |}<file>
file command on <file>
what type <file>
""",
}

W["rm"] = {
    "do": """
@rid {|the file |file |my file |this file |the single file |the one file |just the file |a file called |the file named |only the file |the unneeded file |the old file }<file>
@rid {|the file |file }<file>{ permanently| for good| forever| from disk| from this @dir| now| again| completely|, I don't need it any more| from my disk| from the disk}
{delete|remove|rm|erase} {a|one|this|that|a single|just one} file{:|,|} <file>
{delete|remove|erase} the <file> file
make {the file |}<file> {disappear|go away|vanish}
unlink {the file |}<file>
rm {the file |}<file>
use rm to {delete|remove|get rid of|erase} {the file |}<file>
{take|have} {the file |}<file> {away|deleted|removed|erased}
dispose of {the file |}<file>
scrap {the file |}<file>
{nuke|kill|zap} the file <file>
{delete|remove} {the file |}<file> without {asking|a trash can|the trash}
{throw|chuck} {the file |}<file> {out|into the bin|in the bin|away}
bin the file <file>
{delete|remove} {a file|the file} {called|named|with the name} <file>
clear away {the file |}<file>
free myself of the file <file>
""",
    "ask": """
{I want|I need|I'd like} {the file |}<file> {deleted|removed|gone|erased|to be gone|to go away|to disappear}
{the file |}<file> {should|must|has to|can|needs to|shall} {be @ridded|go|go away|disappear|vanish}
I {don't|do not|no longer} need {the file |}<file> {any more|anymore|any longer}{|, delete it|, remove it|, how do I delete it|, get rid of it}
@has@then {delete it|remove it|erase it|get rid of it|throw it away|rm it}
can {the file |}<file> be {deleted|removed|erased}
how is {the file |a file like }<file> {deleted|removed}
{the file |}<file> is {useless|no longer needed|not needed|garbage|junk|rubbish|obsolete}, {delete it|remove it|how do I get rid of it|get rid of it}
""",
    "key": """
{delete|remove|erase|rm} {file |the file |}<file>
rm <file>
{deletion|removal} of {the file |file |}<file>
<file> {delete|remove|deletion|away with it}
file <file>: {delete|remove} {it|}
remove {single |one |}file <file>
""",
}

W["delete-older"] = {
    "do": """
@rid {all |the |every one of the |any |all the |old |}files {@ins|from} @D {older than|that are older than|which are older than|not modified for|not modified in|not changed for|not touched for|untouched for|unchanged for|last modified more than|that have not been modified for|that haven't changed for|that were not changed for|that are more than|not edited for} {more than |over |}<n> days{||| old| ago}
@rid {all |the |any |all the |}files {older than|that are older than|not modified for|not changed for|not touched for|untouched for|unchanged for|with an age of} {more than |over |}<n> days {@ins|from|of} @D
@rid {everything|anything|all} older than <n> days {@ins|from} @D
@rid {every|each|any} file {@ins|from} @D {older than|that is older than|not modified for|that has not been modified for|unchanged for} {more than |}<n> days
@rid {old|stale|outdated|ancient|expired|aged} files {@ins|from} @D{,|} {older than|over|more than|untouched for|not modified for} <n> days{| old}
{clean|clean up|tidy|tidy up|clear|prune|purge|clear out|sweep|empty} @D {of|from} {all |}{files|old files|everything} {older than|not modified for|untouched for|more than} <n> days{| old}
{clean|clean up|tidy up|clear out|purge|prune} @D{,|:| by} {delete|remove|deleting|removing|throw away|dropping} {files|everything|all files|whatever is} older than <n> days
{keep|leave} {only |just |}{the |files of the |files from the |}last <n> days {of files |}in @D and {delete|remove|drop} {the rest|older files|everything older|older ones}
@rid what is older than <n> days {@ins|from} @D
@rid files in @D {that|which} {nobody|no one} {touched|changed|modified|edited} {for|in} {more than |over |}<n> days
@rid files by age {@ins|from} @D{,|:} {older than|over|more than} <n> days
@rid files {whose last change|whose last modification} {is|was} more than <n> days ago {@ins|from} @D
find {and|then} {delete|remove|erase} {all |the |}files {@ins} @D {older than|not modified for} <n> days
find {all |the |}files {@ins} @D {older than|not modified for} <n> days and {delete|remove|erase} {them|those|each}
use find to {delete|remove} {files|everything} older than <n> days {@ins} @D
rotate {out |}files in @D, {deleting|removing} {all|everything|those} older than <n> days
free space by {deleting|removing} files older than <n> days {in|from|below} @D
""",
    "ask": """
files {@ins} @D {older than|that are older than|not modified for} <n> days {should|must|can|may|have to} {be @ridded|go|go away}
{I want|I need} {all |}files older than <n> days {gone|deleted|removed|erased} from @D
@hasd@then {delete|remove|erase} {everything|all files|the files} {in it |}older than <n> days{| from it| there}
@D {is full of|has too many|collects|is filling up with} {old |}files{,|;|.} {delete|remove|drop} {those|everything|all|the ones} older than <n> days
can I {delete|remove} {all |}files older than <n> days from @D{| at once}
""",
    "key": """
{delete|remove|rm|purge|erase|clean} {files |old files |all |}older than <n> days {in|from|under} <dir>
{cleanup|clean up|purge|tidy} <dir>{,|:|} {older than|files over|files older than} <n> days
{deletion|removal} of files older than <n> days {in|from} @D
in @D{,|:|} {delete|remove} {everything|files|all files} older than <n> days
delete {old files|by age} <dir> <n> days
find and delete older than <n> days in <dir>
""",
}

W["sha256"] = {
    "do": """
{compute|calculate|get|generate|make|show|print|find|determine|create|obtain|produce|work out|display|see|check|give me|take|build} {the|a} {sha256|SHA256|SHA-256|sha-256|sha 256|sha256sum|SHA 256|sha2-256} {checksum|hash|sum|digest|hash sum|checksum|hash value|fingerprint|hashsum|} {of|for|from|over} {@F|<file>}
{compute|calculate|get|generate|make|show|print|find|determine|create} {the|a|its|the file's} {checksum|hash|digest|hash sum|fingerprint|hash value|check sum} of {@F|<file>}{| with sha256| using sha256| with SHA-256| in sha256| by sha256sum| using sha256sum| with sha256sum}
{sha256|sha256sum|SHA256|checksum|hash} {the file |file |}<file>
hash {@F|<file>}{| with sha256| using SHA-256| with sha256sum}
{checksum|fingerprint} {@F|<file>}{| with sha256| using SHA-256}
{verify|check|validate} the {integrity|checksum|hash|sha256 checksum|sha256|download} of {@F|<file>}{| with sha256| by its sha256| using its hash}
run sha256sum {on|over|for} {@F|<file>}
use {sha256sum|sha256|SHA-256} {on|to hash|to get the hash of|to checksum|for} {@F|<file>}
see {whether|if} {@F|<file>} {was downloaded correctly|is intact|is not corrupted}{| by its checksum| with sha256| by its sha256}
{print|show|give me} a sha256 of {@F|<file>}{| to compare| to verify it| to compare it with the website}
{get|make} {a|the} cryptographic {hash|checksum} of {@F|<file>}
find the SHA of {@F|<file>}
""",
    "ask": """
what is the {sha256|SHA256|SHA-256|sha 256|sha256sum|checksum|hash|sha256 hash|sha256 checksum|SHA-256 digest|hash value|sha256 sum} of {@F|<file>}
what's the {sha256|checksum|hash|sha256 hash|sha256 checksum|SHA-256} of {@F|<file>}
which {sha256|checksum|hash|sha256 hash|SHA-256 sum|sha256 checksum} {does|has} {@F|<file>}{| have}
@iwant the {sha256|checksum|sha256 checksum|hash|SHA-256 hash|sha256sum} {of|for} {@F|<file>}
@has@then {compute its sha256|get its checksum|get the sha256 of it|hash it with sha256|verify it by its sha256|calculate its checksum}
is {@F|<file>} {intact|not corrupted|the right download|unchanged}, {what is its sha256|show its checksum|by its checksum|what is its hash}
""",
    "key": """
{sha256|SHA256|SHA-256|sha256sum|sha 256|checksum|hash|hash sum|digest} {of|for} {<file>|@F}
{sha256|sha256sum|checksum|hash} <file>
<file> {sha256|checksum|hash|sha256 hash|sha256sum|SHA-256 checksum|digest}
{file |}{checksum|hash} {sha256 |}<file>
sha256 {hash|checksum|sum|digest} {of |}{file |}<file>
""",
}

W["which"] = {
    "do": """
@get {where|in which @dir|in which folder} {the @prog |the program |}<name> is {installed|located|on disk|stored|found}
@get {the |}{path|full path|location|absolute path|install path|installation path|install location|install directory} {of|to|for} {the @prog |the program |the installed |}<name>{| executable| binary| program| command}
{find|locate} {the @prog |the program |the executable |the binary |the command |the installed |the executable of |the binary of |the binary for }<name>
{find|locate} {the |}<name> {executable|binary|program|command|tool}
{find out|see|tell me|show|check|know|figure out} which <name> {is run|is used|I am using|gets executed|the shell uses|would be run|is called|is first in the PATH|is in my PATH|I'm running}
{find out|check|see|know|tell me|test} {whether|if} {the @prog |the program |the command |}<name> is {installed|available|in my PATH|on this machine|in the PATH|there as a command}
{show|print|find out|tell me} {from where|where from} {the @prog |the command |}<name> {is run|comes|is started|gets run}
{find|show|get} {the |}place where <name> is installed
look up {the @prog |the command |}<name> in {the PATH|my PATH|the path|PATH}
search {my |the |}{PATH|path} for {the @prog |}<name>
use which {to find|for|to locate|to look up} {the @prog |}<name>
{resolve|determine} the path of {the @prog |the command |}<name>
see what file {runs|is run|gets executed} when I type <name>
{find out|check} which {version|copy} of <name> {is|gets} {used|run|executed} {from|in} my PATH
get the {directory|folder} {where|in which} {the @prog |}<name> {is installed|lives}
""",
    "ask": """
where is {the @prog |the program |the command |the executable |the binary |}<name> {installed|installed on this machine|installed here|on this system installed}
where is the {program|command|binary|executable|tool} <name>{| located| on my system| on disk| stored}
where is the <name> {executable|binary|program|command|tool}{| installed| located}
where {does|did} {the @prog |}<name> {get installed|live, the program|come from when I run it|run from}
which <name> {am I using|is used|is run|do I use|is in my PATH|gets executed|will be run|does my shell run|is being executed}
what is the {path|full path|location|install path} {of|to} {the @prog |the program |the command |the executable |}<name>{| program| executable| binary}
is {the @prog |the program |the command |}<name> {installed|available|in my PATH|on this system|installed here}{|, and where}
do I have {the @prog |the program |the command |}<name> {installed|available|on this machine}{|, where is it|, and where}
which {file|path} is {run|executed|started} when I {type|enter|run|call} <name>
in {which|what} {directory|folder|path} is {the @prog |the program |}<name> installed
where did {apt|the installer|the system|the package manager} put {the @prog |}<name>
from where is {the @prog |}<name> {run|started|executed}
""",
    "key": """
which <name>
{path|location|install path|full path} of {the |}{@prog |program |command |binary |}<name>
where is {program|command|executable|binary} <name>
<name> {install path|install location|binary location|executable path|path of the program|installed where|binary path}
{program|command|executable|binary} <name>{,|:|} {where|path|location|where is it}
installed location of <name>
whereis <name>
""",
}

# --- text --------------------------------------------------------------------------------------

W["cat"] = {
    "do": """
@put {the |all |all the |the whole |the full |the entire |the complete |}{contents|content|text} {of|in|from} {@F|<file>}
@put {@F|<file>|the file <file>|the whole file <file>|the entire file <file>|all of <file>|everything in <file>|the complete file <file>}
@put what {is in|is inside|stands in|is written in} {@F|<file>}
cat {@F|<file>|<file>}
read {@F|<file>|the whole of <file>|the contents of <file>|through <file>}
look {at|into|inside} {@F|<file>|the contents of <file>|the text in <file>}
have a look {at|into|inside} {@F|<file>}
{print|dump|output|write|type out|spit out|echo} {@F|<file>|the contents of <file>} {to|on|onto} {the screen|the terminal|stdout|standard output|the console}
{open|view} {@F|<file>} {in the terminal|on the screen|to read it|for reading|just to read it|read only in the shell|without an editor|without opening an editor}
{type|dump|page through} {@F|<file>}
{see|know|check|find out|read} what {@F|<file>} {says|contains|has in it|holds}
{show|print|read} me {@F|<file>|what <file> says}
use {cat|less|cat or less} {to read|to show|to view|on} {@F|<file>}
{display|show|print} {a|the|this} {text |}file{ called| named|,|:} <file>
inspect the {contents|content|text} of {@F|<file>}
""",
    "ask": """
what is {in|inside|written in|the content of|stored in} {the file <file>|@F|<file>}
what's {in|inside|written in} {the file <file>|@F|<file>}
what {does|is} {the file <file>|@F|<file>} {say|contain|have in it|hold}
what are the contents of {the file <file>|@F}
@has@then {read it|show it|see what is in it|print it|see its contents|look at it|display it|view its contents}
@iwant {to read|to see|the contents of|the text of|to see what is in|to look at} {the file |}<file>
""",
    "key": """
{contents|content|text} of {@F|<file>}
cat <file>
{show|view|read|print|display} {file |}<file>
<file> {contents|content|show|view|print|read}
file {contents|content}{:|} <file>
whole {file|text} <file>
""",
}

W["grep-dir"] = {
    "do": """
@search @wordx<word> {in|inside|across|within|throughout} {all files|every file|all the files|the files|any file|files|everything} @ins @D
@search @wordx<word> {@rec |}@ins @D
@search @wordx<word> {recursively|everywhere|in all files}, {starting in|starting at|but only in|only below|just in} @D
search {@D|<dir>|all files in @D|every file below @D|the files under @D|everything in @D|inside @D|below @D} for {@wordx<word>|lines with <word>}
grep {@D|<dir>|all files in @D|everything below @D|through @D|recursively in @D|the tree under @D} for @wordx<word>
grep {recursively |}{for |}<word> {in|under|below} {@D|<dir>}
look {in|into|through|inside|everywhere in|in all files below|in all files of} @D for @wordx<word>
{find|show|list} {all |every |the |}{lines|line|occurrences|occurrence|mentions|uses|places} {with|of|that mention|containing} @wordx<word> {in|below|under|inside} {@D|the files of @D|all files below @D|any file in @D}
find out where {in|under|below|inside} @D @wordx<word> {is used|occurs|appears|is mentioned|is defined|is written|stands}
find where @wordx<word> {is used|occurs|appears|is mentioned|is defined} {in|inside|below|under} {the files of |all files in |}@D
scan {@D|all files in @D|all files below @D} for @wordx<word>
go through {@D|all files in @D|every file below @D} and {find|look for|search for|print lines with} @wordx<word>
recursively {search|grep|look} {in |through |}@D for @wordx<word>
use grep to {search|look in|look through} @D for @wordx<word>
restrict {the|a} search for {the text |}<word> to {files in |}@D
check {@D|all files in @D} for {the text |the word |mentions of |}<word>
""",
    "ask": """
where {in|under|below|inside} @D {is|does} @wordx<word> {used|mentioned|occur|appear|defined|written|come up|show up|stand}
where is @wordx<word> {used|mentioned|defined|written|found} {in|inside|below|under} @D
does any file {in|under|below|inside} @D {contain|mention|have|use} @wordx<word>
is @wordx<word> {mentioned|used|written|found|contained} {anywhere |somewhere |}{in|under|below} {a file of |the files of |}@D
@hasd@then {search for|look for|grep for|find} @wordx<word> in {its files|all its files|the files in it|it}
""",
    "key": """
grep <word> {in|under|below} <dir>
{recursive |}{search|grep} {for |}@wordx<word> {in|under|below} @D
in @D{,| search for|, search for|, grep|, look for|: search for} @wordx<word>
{text|word|string} <word> {in|under|in files of|in all files below} <dir>
{occurrences|mentions|uses} of <word> {in|under|below} <dir>
<dir>: {search|grep|look} for <word>
""",
}

W["grep-nocase"] = {
    "do": """
@search @wordx<word> in {@F|<file>}{,|} @ignore
@search @wordx<word>{,|} @ignore{,|} in {@F|<file>}
search {@F|<file>} for @wordx<word>{,|} @ignore
grep {@F|<file>} for @wordx<word>{,|} @ignore
grep <word> {case-insensitively|case insensitive|ignoring case|without case} in {@F|<file>}
do a {case-insensitive|case insensitive|caseless} {search|grep} for @wordx<word> in {@F|<file>}
{make|run} a {case-insensitive|case insensitive} search {of|in|through} {@F|<file>} for @wordx<word>
{find|show|print|list} {all |the |}{lines|occurrences|matches} {of|with|containing|matching} @wordx<word> in {@F|<file>}{,|} @ignore
{find|show|print} the lines of {@F|<file>} {with|that contain|that have|mentioning} @wordx<word>{,|} @ignore
{ignore|disregard|forget about} {case|upper and lower case|capitalization} {when searching|when I search|while searching|while looking|and search} for <word> in {@F|<file>}
case-insensitively {search for|look for|grep for|find} @wordx<word> in {@F|<file>}
look in {@F|<file>} for @wordx<word>{,|} @ignore
look for @wordx<word> in {@F|<file>}{,|} {also with capitals|both in capitals and small letters|in any spelling of capitals|also in capital letters|small or capital letters alike}
match @wordx<word> in {@F|<file>}{,|} @ignore
{find|search} <word>, {in upper or lower case|whatever its case|capitalized or not|big or small letters}, in {@F|<file>}
use grep {to find|to search for|for} <word> in {@F|<file>}{,|} @ignore
""",
    "ask": """
where {in|inside} {@F|<file>} {is|does} @wordx<word> {written|occur|appear|stand}{,|} @ignore
does {@F|<file>} {contain|mention|have} @wordx<word>{,|} @ignore
which lines {of|in} {@F|<file>} {contain|mention|have|match} @wordx<word>{,|} @ignore
@has@then {search it for|look in it for|grep it for} <word>{,|} @ignore
{case|upper and lower case} {should not|must not|shall not|does not|doesn't} matter {when|if} {I search|I look|searching} for <word> in {@F|<file>}
""",
    "key": """
{case-insensitive|case insensitive|caseless} {search|grep} {for |}<word> in <file>
grep <word> <file> {ignore case|case insensitive|ignoring case|no case}
<word> in <file>{,|} {ignore case|case insensitive|any case|ignoring case}
grep {ignore case|case insensitive|ignoring case|without case} <word> {in |}<file>
in <file>{,|:} {search|grep|look} for <word>{,|} @ignore
""",
}

W["grep-names"] = {
    "do": """
{list|show|print|give me|get|output|display|name} {only|just} the {names|file names|filenames|paths} of {the |all |all the |}files {that contain|containing|with|that have|that mention|mentioning|which contain|in which occurs|having|that include} @wordx<word>{| in them|@maybehere}
{list|show|print|give me|get|output|display} the {names|file names|filenames|paths} of {the |all |all the |}files {that contain|containing|with|that have|mentioning|which contain|having} @wordx<word>{| in them}
{only|just} {list|name|print|show} the files {that contain|containing|with|that have|that mention|mentioning|which contain} @wordx<word>{|, not the lines|, no lines}
{list|show|print|name} {the |all |}files {that contain|containing|with|mentioning|which contain} @wordx<word>{,| but| and} {not the lines|names only|only names|no lines|without the lines|only the names|only their names|don't show the lines|without printing the matches|only file names}
grep for @wordx<word> {and|but} {show|print|list|give|output} {only|just} {the |}{file names|filenames|names of the files|names|matching file names|paths}
search {all files|every file|the files|everything} for @wordx<word> {and|but} {show|print|list|give|output} {only|just} {the |}{file names|filenames|names of the files|names|matching files|files that match|paths}
get {a|the} list of {the |all |}files {that contain|containing|with|that mention|mentioning} @wordx<word>{| in their text| inside}
make grep {print|show|list|output} {only|just} {the |}{file names|filenames|names} {for|of files with|when searching for|when I search} <word>
@search @wordx<word> in all files{,| and|;} {names only|list only file names|only the file names|print just the names|without the lines}
{name|enumerate} {the |all |every |}{files|file} {in which @wordx<word> occurs|in which <word> is used|in which I find <word>|where <word> occurs inside|that has <word> inside}
find out the names of {the |all |}files {with|that contain|mentioning} @wordx<word>{| in them| inside}
use grep to list {only |just |}{the |}{files|file names|names of files} {with|containing|that contain} <word>
{print|show|list} {file names|filenames} {instead of|rather than|and not} {lines|matching lines|the lines} {for|of|when grepping for|when searching for} <word>
{list|show} each file {once |only once |one time |}{that contains|containing|with} @wordx<word>{| inside}{|, by name only|, just once}
""",
    "ask": """
what are the {names|file names|filenames|paths} of {the |all |}files {that contain|containing|with|mentioning} @wordx<word>
{which|what} files {contain|mention|have|include|use} @wordx<word>{,|?} {just|only} {the |}{names|file names|filenames}
{which|what} files {contain|mention|have} @wordx<word>{, not the lines|, I don't need the lines|, without the lines|, names only|? I need no lines}
@iwant {only|just} the {names|file names|filenames} of {the |all |}files {that contain|containing|with|mentioning} @wordx<word>
{I don't need|I don't want|no need for|I do not need} the {lines|matching lines}, {just|only} the {names|file names} of files {with|containing|that contain} <word>
{|in }how {many different |many |}files, by name, {contain|have} <word>
""",
    "key": """
{names|file names|filenames|list} of files {containing|with|that contain|mentioning} @wordx<word>
{only|just} {file names|filenames|names} {containing|with|of files with} @wordx<word>
grep {names only|only names|only filenames|file names only|list files|filenames} <word>
files {containing|with} <word>{,| (} {names only|only names|just names|no lines}
grep <word>{,|} {file names only|names only|only file names|only filenames|just the names}
""",
}
W["grep-names"]["ask"] = W["grep-names"]["ask"].replace("{|in }how {many different |many |}files, by name, {contain|have} <word>\n", "")
W["grep-names"]["key"] = W["grep-names"]["key"].replace("{,| (} {names only|only names|just names|no lines}", "{,|:} {names only|only names|just names|no lines}")

W["grep-without"] = {
    "do": """
@put {all |all the |the |only |only the |just the |}lines {of|in|from} {@F|<file>} {that do not contain|not containing|without|that don't contain|that lack|lacking|that do not have|that don't match|not matching|which do not contain|that do not mention|except those with|except the ones with|other than those with|that are without|that do not include} @W1
@put {all |all the |the |}lines {that do not contain|not containing|without|that don't contain|that lack|which lack|not matching|that don't have} @W1 {in|from|of} {@F|<file>}
@put {every|each} line {of|in|from} {@F|<file>} {that does not contain|without|that doesn't contain|that lacks|not containing|but those with|except the ones with} @W1
{filter out|leave out|hide|exclude|omit|skip|suppress} {all |the |any |}lines {with|containing|that contain|that have|matching|mentioning} @W1 {from|when printing|in the output of|when showing|when I print|when viewing} {@F|<file>}
{show|print|display|output} {@F|<file>} {without|except|but not|minus|leaving out|excluding|but skip|but hide} {the |all |any |}lines {with|containing|that contain|that have|mentioning} @W1
grep {@F|<file>} {for lines without|for everything but|for all but|for what is not|inverted for|for lines not containing} @W1
{do|make|run} {an inverted|an inverse|a negative|a negated|an inverted grep} {search|grep|match} for @W1 in {@F|<file>}
invert {the|a} {grep|search|match} for @W1 in {@F|<file>}
{show|print} {everything|all|what is} in {@F|<file>} {except|but|that is not|other than} {lines with|the lines with|lines containing|a line with} @W1
{show|print|see} {@F|<file>} but {not|no} {the lines|lines} {with|that contain|containing|that have} @W1
use grep to {exclude|leave out|filter out|skip|drop from view} lines {with|containing} <word> {in|from} {@F|<file>}
{print|show} the {non-matching|nonmatching|other} lines {of|in} {@F|<file>} for {the pattern |}<word>
{view|show|read} {@F|<file>}, {ignoring|leaving out|filtering out|skipping|hiding} {lines|the lines|every line|all lines} {with|containing} <word>
{search|look in} {@F|<file>} for lines {without|that lack|not having|that do not have} @W1
{find|pick out} the lines of {@F|<file>} {in which|where} <word> {does not occur|is missing|is absent|doesn't appear|does not appear}
""",
    "ask": """
{which|what} lines {of|in} {@F|<file>} {do not contain|don't contain|lack|do not have|do not mention|are without|don't match|have no} @W1
in {which|what} lines of {@F|<file>} {is|does} <word> {missing|not occur|absent|not appear}
@has@then {see|print|show|get} {the |all |only the |}lines {without|that do not contain|that lack} <word>
@iwant {all |the |}lines of {@F|<file>} {without|that do not contain|except those with|not containing} @W1
{lines|the lines} {with|containing} <word> {should not|must not|shall not} {be shown|be printed|appear} {when I print|from|of} {@F|<file>}
""",
    "key": """
lines {of|in|from} <file> {without|not containing|lacking|that lack|not matching} <word>
{inverted|inverse|negative|invert} {grep|match|search} {for |of |}<word> {in |}<file>
grep not <word> {in |}<file>
<file> without {lines with |lines containing |}<word>
{exclude|filter out|leave out} {lines with |}<word> {from|in} <file> {output|view|listing}
grep {invert|inverse|everything but|all but|excluding|without} <word> {in |}<file>
""",
}

W["grep-count"] = {
    "do": """
count {the |all |all the |}{lines|matching lines} {of|in|from} {@F|<file>} {that contain|containing|with|that have|that mention|mentioning|matching|which contain|that match} @W1
count {the |all |}lines {that contain|containing|with|that have|mentioning|matching} @W1 in {@F|<file>}
count {how many|the number of} {lines|times a line|matches|matching lines} {in|of} {@F|<file>} {contain|containing|with|have|mention|match|matching} @W1
@get {how many|the number of} lines {in|of} {@F|<file>} {contain|containing|that contain|with|have|mention|match} @W1
@get {the number of|the count of|a count of|how many} {lines with|matches for|matches of|hits for|occurrences of|lines containing|mentions of} @W1 in {@F|<file>}
count {the |all |}{occurrences|matches|hits|mentions|instances|appearances} {of|for} @W1 in {@F|<file>}
count how often @W1 {occurs|appears|is mentioned|is found|comes up|shows up|is written} in {@F|<file>}
@get how {often|many times|frequently} @W1 {occurs|appears|is mentioned|is found|comes up|shows up|is used} in {@F|<file>}
grep {@F|<file>} for @W1 and {count|count the lines|only count|show the count|give the number of lines|count the matches}
{search for|grep for|grep} @W1 in {@F|<file>} and {count|count the lines|only count the hits|show only the count|count the matches|just print the number}
count @W1 in {@F|<file>}
use grep to count {lines with|the lines with|lines containing|matches of} <word> in {@F|<file>}
{print|show} only the number of lines {with|containing|matching} @W1 in {@F|<file>}
{sum|add|total} up the lines {with|containing} @W1 in {@F|<file>}
{tally|number} the lines of {@F|<file>} {with|that contain|containing} @W1
""",
    "ask": """
how many lines {of|in} {@F|<file>} {contain|have|mention|match|include} @W1
how many {lines with|lines containing|matches for|occurrences of|mentions of|hits for|instances of} @W1 are {there |}in {@F|<file>}
how {often|many times|frequently} {does|is} @W1 {occur|appear|mentioned|come up|show up|used|found|turn up} in {@F|<file>}
in how many lines {of|in} {@F|<file>} {is|does} @W1 {found|occur|appear|mentioned}
what is the {number|count} of lines {with|containing|matching} @W1 in {@F|<file>}
how many <word> {lines |entries |}{are|do I have|are there} in {@F|<file>}
@has@then count {the |}lines {with|containing|that contain|mentioning} <word>{| in it}
""",
    "key": """
{number|count} of lines {with|containing|matching} <word> in <file>
count <word> in <file>
grep {count|counting} <word> {in |}<file>
{count|number} of {matches|occurrences|hits} {of|for} <word> in <file>
<word> count in <file>
how many <word> in <file>
in <file>, {count|number of} lines {with|containing} <word>
""",
}

W["count-words"] = {
    "do": """
count {the |all |all the |how many |the number of |}words {of|in|from|inside|there are in|contained in} {@F|<file>}
@get {the |}{number of words|word count|words count|wordcount|amount of words|total number of words|count of words|total word count} {of|in|for} {@F|<file>}
@get how many words {@F|<file>} {has|contains|consists of|is long}
@get how many words {are|there are|stand} in {@F|<file>}
count words in {@F|<file>}
word count {@F|<file>}
do a word count {of|on|for} {@F|<file>}
use wc to count {the |}words {of|in} {@F|<file>}
run a word count {on|over} {@F|<file>}
{count|number} the words {written |}in {@F|<file>}, {not the lines|only words|nothing else}
{sum|total|add} up the words in {@F|<file>}
tell me the length of {@F|<file>} in words
measure the length of {@F|<file>} in words
check the word count of {@F|<file>}
determine how many words {I wrote|were written|I have written|there are} in {@F|<file>}
tally the words of {@F|<file>}
""",
    "ask": """
how many words {are|are there|do I have|did I write|have I written|are contained} in {@F|<file>}
how many words {does|has} {@F|<file>} {have|contain|got|consist of}
how many words long is {@F|<file>}
what is the {word count|number of words|length in words} of {@F|<file>}
what's the {word count|number of words} of {@F|<file>}
how long is {@F|<file>} in words
@has@then count {its|the|all its} words
@iwant {the word count|the number of words} {of|for} {@F|<file>}
""",
    "key": """
{word count|number of words|words|wordcount|count of words} {of|in|for} {<file>|@F}
count words <file>
<file> {word count|words|number of words|how many words}
wc words {in |}<file>
word {count|counter} <file>
how many words <file>
""",
}

W["line-n"] = {
    "do": """
@put {only |just |}@ln1 <n> {of|from|in} {@F|<file>}
@put {only |just |}the {<n>th|<n>th|<n>rd|<n>nd|<n>st} {line|line|row} {of|from|in} {@F|<file>}
@put {a|one|the one|the|only one|just one|the single|only the} {single |}line {from|of|in} {@F|<file>}{,|:| -|, namely} {number|no.|line|the line number|nr} <n>
@put what {is|stands|is written} {on|in|at} @ln1 <n> {of|in} {@F|<file>}
@put {the |}{content|contents|text} of @ln1 <n> {in|of} {@F|<file>}
{extract|pull|pick|grab|take|fetch|isolate} {only |just |the |}{line|row|line number} <n> {from|of|out of} {@F|<file>}
read {only |just |}{line|line number|row} <n> {of|from|in} {@F|<file>}
{look at|jump to|go to|inspect|check|see} {line|line number} <n> {of|in} {@F|<file>}
use {sed|awk|sed or awk} to {print|show|get|extract|display} {only |just |}line <n> {of|from|in} {@F|<file>}
{print|show|display} {@F|<file>}{,|:| at|, but only|, only| only} {line|line number|the line} <n>{| only| and nothing else}
{print|show} line <n> {and nothing else|and no other|only|alone|exclusively} {of|from} {@F|<file>}
@put the line with {the |}number <n> {of|in|from} {@F|<file>}
{quote|show|cite} line <n> of {@F|<file>}
""",
    "ask": """
what is {on|in|at} {line|line number|row} <n> {of|in} {@F|<file>}
what's {on|in|at} {line|line number|row} <n> {of|in} {@F|<file>}
what does {line|line number|row} <n> of {@F|<file>} {say|contain|look like|read}
what is the {<n>th|<n>th|<n>rd|<n>nd|<n>st} line {of|in} {@F|<file>}
which text is {on|in} line <n> of {@F|<file>}
@has@then {see|print|show|read|get} {only |just |}{line|line number} <n>{| of it}
@iwant {only |just |to see |to see only |}{line|line number} <n> {of|from|in} {@F|<file>}
{the error is|there is an error|the compiler complains|something is wrong|it says error} {on|in|at} line <n> of {@F|<file>}{, show that line|, show me the line|, print that line|, what does it say}
""",
    "key": """
{line|line number|row} <n> {of|in|from} <file>
{only |}{<n>th|<n>th|<n>rd|<n>nd} line {of|in|from} <file>
<file>{,|:|} {line|line number|line no} <n>{| only}
{print|show|get} {line|line number} <n> {of |from |}<file>
sed {print |}line <n> {of |}<file>
single line <n> {of|from} <file>
""",
}

W["lines-range"] = {
    "do": """
@put {only |just |the |}{lines|lines|line|rows|line numbers|the lines} <n> {to|-|through|until|up to|till|thru|and up to|..} <m> {of|from|in} {@F|<file>}
@put {only |just |the |}lines {from |}<n> {to|through|until|up to|till} <m> {of|from|in} {@F|<file>}
@put {the |all |all the |}lines between <n> and <m> {of|from|in} {@F|<file>}
@put {only |just |}{lines|line} <n>-<m> {of|from|in} {@F|<file>}
@put {from |}line <n> {to|through|until|up to|till} line <m> {of|in|from} {@F|<file>}
@put {@F|<file>}{,|} {from|starting at|only from} line <n> {to|through|until|up to} {line |}<m>
@put {@F|<file>}{,|:|, but| but|, only| only} {only |just |}lines <n> {to|through|-|until} <m>
@put {a|the} {range|section|part|slice|chunk|block|excerpt|piece} of {@F|<file>}{,|:| from| -|, lines} {|lines }<n> {to|through|until} <m>
@put {the |}{range of lines|line range|lines in the range|lines in the range from|span of lines} <n> {to|-|through} <m> {of|from|in} {@F|<file>}
@put what {is|stands} {on|in} lines <n> {to|through} <m> of {@F|<file>}
{extract|pull|pick|grab|take|cut out|cut} {the |}lines <n> {to|through|-|until} <m> {from|of|out of} {@F|<file>}
read {only |}lines <n> {to|through|until} <m> {of|from|in} {@F|<file>}
use sed to {print|show|get|extract} {the |only |}lines <n> {to|through|-} <m> {of|from} {@F|<file>}
{look at|inspect|view|check} {the |}lines <n> {to|through|-|until} <m> {of|in} {@F|<file>}
start at line <n> of {@F|<file>} and {print|show} {everything |}{up to|until|to} line <m>
skip to line <n> of {@F|<file>} and {stop|end} {after|at} line <m>
""",
    "ask": """
what is {on|in|at} lines <n> {to|through|until} <m> of {@F|<file>}
what's {in|on|between} lines <n> {to|and|through} <m> of {@F|<file>}
what do {the |}lines <n> {to|through|until} <m> of {@F|<file>} {say|contain|look like|read}
@has@then {see|print|show|read|get} {only |just |}{the |}lines <n> {to|through|until} <m>{| of it}
@iwant {only |just |to see |}{the |}lines <n> {to|through|-|until} <m> {of|from|in} {@F|<file>}
which text is {between|on} lines <n> and <m> {of|in} {@F|<file>}
""",
    "key": """
{lines|rows|line} <n> {to|-|through|until} <m> {of|in|from} <file>
lines <n>-<m> {of |in |}<file>
line range <n> {to|-} <m> {of |in |}<file>
<file>{,|:|} {lines|line|rows} <n> {to|-|through} <m>
{print|show|get|sed|view} lines <n> {to|through|-} <m> {of |from |}<file>
from line <n> to <m> {of|in} <file>
""",
}

W["delete-line"] = {
    "do": """
@rid {only |just |}@ln1 <n> {of|from|in|out of} {@F|<file>}
@rid the {<n>th|<n>th|<n>rd|<n>nd|<n>st} {line|line|row} {of|from|in} {@F|<file>}
@rid {a|one|the|a single|exactly one} line {from|of|in} {@F|<file>}{,|:| -|, namely} {number|no.|line|line number|nr} <n>
@rid the line {with|that has} {the |}number <n> {of|in|from} {@F|<file>}
@rid {what is on |whatever is on |}line <n> {in place |}{from|in} {@F|<file>}
{strip|knock|cross|scratch} {line|line number|row} <n> out of {@F|<file>}
use sed to {delete|remove|drop|erase} {line|line number} <n> {of|from|in} {@F|<file>}
edit {@F|<file>} {in place |}and {delete|remove|drop} {line|line number} <n>
{change|edit|modify} {@F|<file>} {so that|such that} {line|line number} <n> is {gone|removed|deleted}
{delete|remove} {from|in} {@F|<file>} {the |}{line|line number|line no.} <n>
{make|let} {line|line number} <n> of {@F|<file>} {disappear|vanish|go away}
{kill|scratch|strike} {line|line number} <n> {in|of|from} {@F|<file>}
""",
    "ask": """
{line|line number|row} <n> {of|in} {@F|<file>} {should|must|has to|can|needs to|shall} {be @ridded|go|go away|disappear}
{I want|I need|I'd like} {line|line number|row} <n> {of|in} {@F|<file>} {deleted|removed|gone|to be gone|erased}
@has@then {delete|remove|drop|erase|get rid of} {line|line number|its line number|its line} <n>{| from it| of it}
I {don't|do not|no longer} need {line|line number} <n> {of|in} {@F|<file>}{, delete it|, remove it|, how do I remove it|}
{line|line number} <n> {of|in} {@F|<file>} is {wrong|bad|broken|superfluous|not needed|no longer needed}, {delete|remove} {it|that line}
how can {line|line number} <n> be {deleted|removed} from {@F|<file>}
""",
    "key": """
{delete|remove|drop|erase} {line|line number|row} <n> {of|from|in} <file>
{delete|remove} {<n>th|<n>th|<n>rd|<n>nd} line {of|from|in} <file>
sed {delete|remove} line <n> {in |from |}<file>
<file>{,|:|} {delete|remove} {line|line number} <n>
{removal|deletion} of {line|line number} <n> {from|in} <file>
{delete|remove} line no <n> <file>
""",
}

W["delete-matching"] = {
    "do": """
@rid {all |all the |the |every one of the |any |}lines {containing|with|that contain|that have|which contain|matching|that match|mentioning|that mention|in which there is|that include} @W1 {from|in|of|out of} {@F|<file>}
@rid {every|each|any} line {containing|with|that contains|that has|matching|that mentions|which contains|that includes} @W1 {from|in|of|out of} {@F|<file>}
@rid {all |the |any |all the |}lines {of|in|from} {@F|<file>} {containing|with|that contain|that have|which contain|matching|mentioning|that mention} @W1
@rid {every|each} line {of|in|from} {@F|<file>} {containing|with|that contains|that has|mentioning} @W1
{delete|remove|drop|erase} from {@F|<file>} {all |the |any |}lines {with|containing|that contain|that have} @W1
{delete|remove|drop} {all |the |}{<word> lines|lines with <word>} {from|in} {@F|<file>} {in place|for good|permanently|and save it|and write the file back}
use sed to {delete|remove|drop|erase} {all |the |}lines {containing|with|matching} <word> {from|in} {@F|<file>}
edit {@F|<file>} {in place |}and {delete|remove|drop} {all |the |every one of the |}lines {with|containing|that contain|matching} @W1
{clean|strip|clear|purge|free} {@F|<file>} {of|from} {all |}lines {with|containing|that contain|mentioning} @W1
{cut|take|strip|throw} {all |the |}lines {with|containing} @W1 out of {@F|<file>}
{change|edit|modify} {@F|<file>} {so that|such that} {no line|none of its lines} {contains|has|mentions} <word>{| any more}
{delete|remove|drop} lines {by pattern|matching a pattern} in {@F|<file>}{,|:|; the pattern is} <word>
{make|let} {all |the |}lines {with|containing} <word> {disappear|vanish|go away} from {@F|<file>}
{delete|remove|erase} lines in {@F|<file>} {where|in which|if} {the word |the text |}<word> {occurs|appears|is found|stands}
""",
    "ask": """
{all |the |every |}{lines|line} {with|containing|that contain|mentioning} <word> {in|of} {@F|<file>} {should|must|has to|have to|shall} {be @ridded|go|go away|disappear}
{I want|I need|I'd like} {all |the |}lines {with|containing} <word> {deleted|removed|gone|erased} {from|in} {@F|<file>}
@has@then {delete|remove|drop|erase} {all |the |every one of the |}lines {with|containing|that contain|mentioning} <word>{| from it}
how can {all |}lines {with|containing} <word> be {deleted|removed|erased} from {@F|<file>}
{@F|<file>} has {lines|too many lines|many lines} {with|containing} <word>{, delete them|, remove them|; remove those|. Delete them|, I want to delete them}
""",
    "key": """
{delete|remove|drop|erase} {all |}lines {with|containing|matching} <word> {from|in} <file>
sed {delete|remove} {lines |matching |}<word> {in |from |}<file>
<file>{,|:|} {delete|remove} lines {with|containing|matching} <word>
{delete|remove} {matching lines|lines matching} <word> {in |from |}<file>
{removal|deletion} of lines {with|containing} <word> {from|in} <file>
{delete|remove} <word> lines {from|in} <file>
""",
}

W["delete-blank"] = {
    "do": """
@rid {all |all the |the |any |every one of the |}{blank|empty|blank|empty|vacant} {lines|lines|rows} {of|from|in|out of} {@F|<file>}
@rid {every|each|any} {blank|empty} {line|row} {of|from|in|out of} {@F|<file>}
@rid {all |the |any |}lines {that are empty|that are blank|with nothing on them|without any text|with nothing in them|without text|that contain nothing|of no text|that have no text|which are empty} {of|from|in} {@F|<file>}
{strip|clean|clear|free|purge} {@F|<file>} {of|from} {all |}{blank|empty} lines
{strip|squeeze|cut|filter|take} {all |the |}{blank|empty} lines {out of|from} {@F|<file>}
use sed to {delete|remove|drop|strip} {all |the |}{blank|empty} lines {of|from|in} {@F|<file>}
edit {@F|<file>} {in place |}and {delete|remove|drop} {all |the |}{blank|empty} lines
{change|edit|rewrite} {@F|<file>} {so that|such that} {it has no|there are no|it contains no} {blank|empty} lines{| any more| left}
{compact|condense|tighten} {@F|<file>} by {removing|deleting|dropping} {all |the |}{blank|empty} lines
{delete|remove} from {@F|<file>} {all |the |}{blank|empty} lines
{make|let} the {blank|empty} lines {in|of} {@F|<file>} {disappear|go away|vanish}
{delete|remove} the {blank|empty} space between {the lines|paragraphs} {of|in} {@F|<file>}
{keep|leave} only {non-empty|nonempty|non-blank} lines in {@F|<file>}
""",
    "ask": """
{blank|empty|all blank|all empty|the blank|the empty} lines {in|of} {@F|<file>} {should|must|have to|shall} {be @ridded|go|go away|disappear}
{I want|I need|I'd like} {the |all |}{blank|empty} lines {gone|deleted|removed} {from|in} {@F|<file>}
@has@then {delete|remove|strip|drop|get rid of} {the |its |all |}{blank|empty} lines{| in it| from it}
{@F|<file>} {has|contains} {too many|lots of|many|a lot of|some|useless} {blank|empty} lines{,|;|.} {delete them|remove them|how do I remove them|get rid of them|strip them}
how can {the |}{blank|empty} lines be {removed|deleted|stripped} from {@F|<file>}
I {don't|do not} want {any |}{blank|empty} lines in {@F|<file>}
""",
    "key": """
{delete|remove|strip|drop|no} {blank|empty} lines {of |from |in |}<file>
{blank|empty} lines {removal|remove|delete|out} <file>
sed {delete|remove} {blank|empty} lines {in |}<file>
<file>{,|:|} {delete|remove|without|no more} {blank|empty} lines
{removal|deletion} of {blank|empty} lines {from|in} <file>
strip blank lines <file>
""",
}

W["append-line"] = {
    "do": """
{append|add|attach|tack on|write|put|insert} {the line |a line |the text |a line saying |a line with |}<quoted> {to|to the end of|at the end of|at the bottom of|to the bottom of|as the last line of|onto the end of} {@F|<file>}
{append|add} {the line |a line |the text |the words |}<quoted> {to|onto} {@F|<file>}
{append|add|write|attach} to {@F|<file>} {the line|a line|the text|the words|a new line|this line:|a line saying|} <quoted>
{add|append|write} {a|one|a new|another|one more} {line|last line|new line} {to|at the end of|to the end of|at the bottom of} {@F|<file>}{:|,| with| saying| that says| with the text| containing|, namely|, reading} <quoted>
{echo|print|redirect} <quoted> {into|to|to the end of|onto} {@F|<file>}{| without overwriting it|, keeping what is there| without losing its contents}
put {the line|the text|a line} <quoted> {at the end of|at the bottom of|below the last line of|after the last line of|last in} {@F|<file>}
extend {@F|<file>} {by|with} {the line|a line|the text|} <quoted>
{write|put} <quoted> {as the last line of|as a new line at the end of|at the very end of|as a new last line into} {@F|<file>}
{append|add} <quoted> as {a|the|another|a new} {new |last |final |}line {to|of|in} {@F|<file>}
insert {the line|the text|a line} <quoted> at the {end|bottom|very end} of {@F|<file>}
finish {@F|<file>} with {the line|a line|} <quoted>
{add|append} {text|a text|a string|a sentence|a note|an entry} {to|at the end of} {@F|<file>}{:|,} <quoted>
use {echo|>>} to {append|add} {the line |}<quoted> to {@F|<file>}
make <quoted> the {last|final|new last} line of {@F|<file>}
{put|write} {another|one more|a further} line {into|in|to} {@F|<file>}{:|,} <quoted>
""",
    "ask": """
{the line|the text|a line with|} <quoted> {should|must|has to|shall} {be appended to|be added to|come at the end of|go at the end of|be the last line of|stand at the end of} {@F|<file>}
{I want|I need|I'd like} {the line |}<quoted> {appended to|added to|at the end of|at the bottom of|as the last line of} {@F|<file>}
@has@then {append|add} {the line|the text|a line} <quoted>{| to it| at its end}
{@F|<file>} should {end with|get the new line|get another line:|have the last line|get one more line:} <quoted>
how can <quoted> be {appended|added} to {@F|<file>}
""",
    "key": """
{append|add} {line |text |}<quoted> {to|to end of} <file>
{append|add} to <file>: <quoted>
echo <quoted> {to|into|append to|to end of} <file>
<file>{,|:|} {append|add} {line|text|} <quoted>
{new |}last line <quoted> {in|for|of} <file>
""",
}

W["sort"] = {
    "do": """
sort {the lines of |the lines in |all lines of |lines in |the contents of |the content of |the text in |}{@F|<file>}
sort {@F|<file>|the lines of <file>} {alphabetically|in alphabetical order|by line|line by line|by letter|from a to z|A to Z|in ascending order|by the alphabet|by name|by its lines|lexically|in dictionary order|by text}
{put|bring|arrange|order|get|rearrange} {the lines|all lines|lines|the entries|the rows} {of|in} {@F|<file>} {in order|into order|alphabetically|in alphabetical order|into alphabetical order|in a sorted order|in abc order|from a to z}
{order|arrange|alphabetize|alphabetise} {the lines of |}{@F|<file>}{| alphabetically| in alphabetical order| by letter}
{print|show|display|output|get|see|list|view} {@F|<file>|the lines of <file>|the contents of <file>|the lines in <file>} {sorted|in sorted order|alphabetically|in alphabetical order|sorted alphabetically|ordered alphabetically|sorted by line|from a to z}
{print|show|display|output} {the |}sorted {lines|contents|text|version} of {@F|<file>}
use sort {on|for|to order|to sort} {@F|<file>|the lines of <file>}
run sort on {@F|<file>}
make the lines of {@F|<file>} {alphabetical|sorted|ordered|come in alphabetical order}
{get|produce} {a|an} {sorted|alphabetical|ordered} {list|listing|view|copy} of {the lines of |the lines in |}{@F|<file>}
sort {the words|the names|the entries|the list|the items|the rows} {in|of} {@F|<file>}{| alphabetically| in alphabetical order| from a to z}
bring {some |}order {into|to} the lines of {@F|<file>}
sort {a text file|a file|text lines|a list}{,|:|} <file>
""",
    "ask": """
{the lines of|the lines in|} {@F|<file>} should be {sorted|in alphabetical order|in order|ordered|alphabetical|sorted alphabetically}
{I want|I need|I'd like} {@F|<file>|the lines of <file>|the lines in <file>} {sorted|in order|in alphabetical order|ordered|alphabetically sorted}
@has@then {sort it|sort its lines|order its lines|put its lines in alphabetical order|alphabetize it|sort the lines in it|see it sorted}
how can the lines {of|in} {@F|<file>} be {sorted|ordered|put in order}
what are the lines of {@F|<file>} in {alphabetical|sorted} order
which command sorts {@F|<file>|the lines of <file>}
""",
    "key": """
sort {lines of |lines in |file |}<file>
sorted {lines of |contents of |}<file>
<file> {sorted|sort|sort lines|in alphabetical order|alphabetically|sorted lines}
{alphabetical|alphabetic|lexical} {sort|order|sorting} {of |for |}<file>
{lines|contents} of <file> {sorted|in order|alphabetically|in alphabetical order}
alphabetize <file>
""",
}

W["sort-numeric"] = {
    "do": """
sort {the lines of |the lines in |all lines of |lines in |the contents of |}{@F|<file>} {numerically|by number|as numbers|by numeric value|by their number|by numerical value|in numeric order|in numerical order|by the numbers|by value, not alphabetically|by the number at the start|by the leading number|with numeric order|by magnitude|by their numbers|as numbers, not as text}
sort {the numbers|the values|numbers|all the numbers|the figures|numeric values} {in|of|from} {@F|<file>}
sort {@F|<file>} {from the smallest to the largest number|from low to high numbers|so that 10 comes after 9|so that 9 comes before 10|with 2 before 10|from smallest to largest number|by number instead of alphabetically|with numbers in the right order}
numerically sort {the lines of |}{@F|<file>}
{put|bring|arrange|order} {the lines|all lines|the numbers|the values} {of|in} {@F|<file>} {in numeric order|in numerical order|by number|numerically|by their numbers|from smallest to largest number|into numeric order|by numeric value}
{order|arrange} {@F|<file>} {numerically|by number|by numeric value}
{print|show|display|output|get|see} {@F|<file>|the lines of <file>|the numbers in <file>} {sorted by number|sorted numerically|in numeric order|in numerical order|ordered by number|numerically sorted|sorted as numbers}
do a {numeric|numerical|number} sort {of|on|for} {@F|<file>|the lines of <file>}
make sort {treat|see|handle|take} the lines of {@F|<file>} as numbers
use {sort|the sort command} to order {@F|<file>} {numerically|by number}
{get|produce} a numerically {sorted|ordered} {list|listing|view} of {@F|<file>|the lines of <file>}
sort {a list of numbers|a file of numbers|a file with numbers|lines with numbers}{,|:|} <file>
rank the {numbers|values|lines} {in|of} {@F|<file>} {by number|numerically|by value|from low to high}
""",
    "ask": """
{the lines of|the lines in|} {@F|<file>} should be {sorted by number|sorted numerically|in numeric order|ordered by number}
{I want|I need|I'd like} {@F|<file>|the lines of <file>|the numbers in <file>} {sorted by number|sorted numerically|in numeric order|in numerical order}
@has@then {sort it numerically|sort it by number|sort its lines by number|sort the numbers in it|order its numbers|sort it as numbers}
{@F|<file>} {has|contains|is full of} numbers{,|;| and|.} {sort them|how do I sort them|I want to sort them|put them in order|they should be sorted}
sort puts 10 before 9 in {@F|<file>}{|, sort it by number|, how do I sort by number|, I want numeric order}
how can the lines {of|in} {@F|<file>} be sorted {numerically|by number|as numbers}
""",
    "key": """
{numeric|numerical|number} {sort|order|sorting} {of |on |for |}<file>
sort {numerically|numeric|by number|numbers in|numbers of} <file>
sort <file> {numerically|numeric|by number|as numbers|by value|number order}
<file>{,|} {sorted by number|numeric sort|sort numerically|by number|numerically sorted}
lines of <file> {by number|in numeric order|sorted numerically}
sort numbers {in |}<file>
""",
}

W["count-duplicates"] = {
    "do": """
count how {often|many times|frequently} {each|every|any} {line|row|entry|distinct line|different line|value} {of|in} {@F|<file>} {occurs|appears|is there|is repeated|shows up|comes up|is found}
count how {often|many times} {each|every} {line|row|entry|value} {occurs|appears|is repeated|shows up} in {@F|<file>}
count {the |all |}{duplicate|repeated|identical|equal|duplicated|same|recurring} {lines|rows|entries} {of|in} {@F|<file>}
count the {duplicates|repetitions|occurrences of each line|occurrences of every line|frequency of each line|repeats|frequencies of the lines} {of|in} {@F|<file>}
@get how {often|many times|frequently} {each|every} {line|row|entry|value} {of|in} {@F|<file>} {occurs|appears|is repeated|shows up|comes}
@get the {frequency|number of occurrences|count|occurrence count|number of repetitions} of {each|every} {line|row|entry|distinct line|value} in {@F|<file>}
@get {the |}most {frequent|common|repeated} {lines|line|entries|values} {of|in} {@F|<file>}{| with counts| with their counts| and how often they occur| first}
{make|build|create|compute|print|show} a {histogram|frequency table|frequency list|frequency count|tally|count table|statistic} of {the lines|lines|its lines, for|the entries} {of|in} {@F|<file>}
{group|collect} {equal|identical|the same|duplicate} lines {of|in} {@F|<file>} and {count|number} {them|each|each group}
{show|print|list} {each|every} {unique|distinct|different} line {of|in} {@F|<file>} with {its count|the number of times it occurs|how often it occurs|a count|the number of occurrences}
{sort|rank|order} the lines of {@F|<file>} by {frequency|how often they occur|how common they are|number of occurrences|how many times they appear}
{tally|number} the {equal |identical |repeated |}lines {of|in} {@F|<file>} {by count|with counts|by frequency|and how often each occurs}
use {uniq|sort and uniq} to count {duplicates|duplicate lines|repeated lines|equal lines|how often lines occur} in {@F|<file>}
find {out |}which lines {of|in} {@F|<file>} {occur|appear|are there} most {often|frequently}
find {the |}{duplicate|repeated} lines {of|in} {@F|<file>} and {count them|how many there are of each|how often each occurs|their counts}
""",
    "ask": """
how {often|many times|frequently} does {each|every|any} {line|row|entry|value} {of|in} {@F|<file>} {occur|appear|show up|come up}
how {often|many times} does {each|every} line {occur|appear} in {@F|<file>}
{which|what} {lines|line|entries} {of|in} {@F|<file>} {occur|occurs|appear|appears|repeat} most {often|frequently}{|, with counts}
what {is|are} the most {common|frequent} {line|lines|entries} in {@F|<file>}
how many {times is each line repeated|duplicates of each line are|of each line are} in {@F|<file>}
{which|what} lines {of|in} {@F|<file>} {are duplicates|are repeated|occur more than once}{,| and} how {often|many times}
@has@then {count how often each line occurs|count its duplicate lines|see how often each line occurs|get the frequency of its lines|count equal lines}
""",
    "key": """
count {duplicates|duplicate lines|repeated lines|occurrences of each line|equal lines|unique lines with counts} {in |of |}<file>
{frequency|occurrences|count} of {each line|lines|every line} in <file>
{line |}{frequency|frequencies|histogram|tally} {of |for |in |}<file>
<file> {line frequencies|duplicate counts|line counts per distinct line|count duplicates|most frequent lines|line histogram}
{most|top} {frequent|common|repeated} lines {of|in} <file>
uniq {count|with counts|counts} {of |}<file>
{duplicate|repeated} lines {of|in} <file> with counts
""",
}

W["column"] = {
    "do": """
@put {only |just |}{column|field|column number|the column|the column number|col|column no.} <n> {of|from|in} {@F|<file>}{||, separated by spaces|, split on spaces|, columns separated by white space|, split at whitespace|, white space separated}
@put {only |just |}the {<n>th|<n>th|<n>rd|<n>nd|<n>st} {column|column|field|word of each line} {of|from|in} {@F|<file>}{||, separated by spaces|, split on whitespace}
@put the {<n>th|<n>th|<n>rd|<n>nd|<n>st} {word|field|entry|column} {of|in|from} {each|every} line {of|in} {@F|<file>}
@put {word|field|column} {number |}<n> {of|in|from} {each|every|all} {line|line|row} {of|in} {@F|<file>}
{extract|pull|cut|pick|grab|take|isolate|select|filter} {only |just |the |}{column|field|column number|the column} <n> {from|of|out of} {@F|<file>}{||, space separated|, split by white space}
use awk to {print|get|show|extract|pick|cut} {only |just |the |}{column|field|column number} <n> {of|from|in} {@F|<file>}
{print|show|get} {@F|<file>}{,|:|, but| but|, only| only} {only |just |}{column|field|the column} <n>
{cut|split} {@F|<file>} {on|by|at} {white space|whitespace|spaces|blanks} and {print|show|take} {column|field|part|word|piece} <n>
@put the values {in|of|from} {column|field|the column} <n> {of|in} {@F|<file>}
{awk|use awk on} {@F|<file>}{ for|, column| and print| to get} {column|field|number|the column} <n>
@put {a|one|a single|only one} column {of|from} {@F|<file>}{,|:|, namely} {number|no.|column|nr} <n>
@put {column|field} <n> of the {space separated|whitespace separated|white-space separated|space-separated|white space separated|tab or space separated} {file |table |}<file>
@put {column|field} <n> of the {table|output|listing|text table} {in|saved in|stored in} {@F|<file>}
""",
    "ask": """
what is in {column|field|column number} <n> of {@F|<file>}
what {are the values in|values are in|does} {column|field} <n> of {@F|<file>}{| contain| say}
what is the {<n>th|<n>th|<n>rd} {word|field|column} of {each|every} line in {@F|<file>}
@has@then {print|get|show|extract|see} {only |just |}{column|field|its column} <n>{| of it}
@iwant {only |just |to see |}{column|field|the column|column number} <n> {of|from|in} {@F|<file>}
{the columns of|columns in} {@F|<file>} are {separated|parted|split} by {spaces|white space|whitespace|blanks}{,|;|.} {print|show|I need|get} {column |number |field }<n>
""",
    "key": """
{column|field|column number|col} <n> {of|from|in} <file>
awk {column|field|print column} <n> {of |in |}<file>
{<n>th|<n>th|<n>rd|<n>nd} {column|field} {of|from|in} <file>
<file>{,|:|} {column|field|column number|only column} <n>
{print|get|extract|show} {column|field} <n> {from |of |in |}<file>
{word|field} <n> of each line {of|in} <file>
white space column <n> {of|from} <file>
""",
}

W["csv-column"] = {
    "do": """
@put {only |just |}{column|field|column number|the column|the column number|col} <n> {of|from|in} {the |my |a |this |}{csv|CSV|comma separated|comma-separated|csv|CSV} {file |table |data |file called |file |}<file>
@put {only |just |}the {<n>th|<n>th|<n>rd|<n>nd|<n>st} {column|field} {of|from|in} {the |my |}{csv|CSV|comma separated|comma-separated} {file |}<file>
@put {only |just |}{column|field|column number|the column} <n> {of|from|in} {@F|<file>}{,| which is|, where columns are|, whose fields are| with fields|, fields|, columns} {comma separated|separated by commas|comma-separated|split by commas|parted by commas|delimited by commas|comma delimited}
{extract|pull|cut|pick|grab|take|isolate|select} {only |just |the |}{column|field|column number} <n> {from|of|out of} {the |my |a |this |}{csv|CSV|comma separated|comma-separated} {file |table |}<file>
{extract|pull|cut|pick|take} {column|field} <n> {from|out of|of} {@F|<file>} {with|by|at|using} {a comma as delimiter|comma as the separator|commas as separators|the delimiter comma|comma delimiter|the commas}
{cut|split} {@F|<file>} {on|by|at} {the |}{commas|comma} and {print|show|take|keep|give me} {column|field|part|piece} <n>
use cut to {print|get|show|extract} {column|field|the column} <n> {of|from|in} {the |my |}{csv |comma-separated |CSV |}{file |}<file>
use cut with {a comma|commas|comma as delimiter} to {print|get|show|extract} {column|field} <n> {of|from} {@F|<file>}
@put the values {in|of|from} {column|field} <n> {of|in} {the |my |}{csv|CSV|comma separated|comma-separated} {file |}<file>
{print|show|get} {the |my |}{csv|CSV|comma-separated} {file |}<file>{,|:|, but| but|, only} {only |just |}{column|field|the column} <n>
@put {the |}comma-separated {column|field} {number |}<n> {of|from|in} {@F|<file>}
@put the {<n>th|<n>th|<n>rd|<n>nd|<n>st} comma-separated {value|field|column|item} {of|in|from} {each|every} {line|row} {of|in} {@F|<file>}
parse {the |}{csv|CSV} {file |}<file> and {print|show|get} {column|field} <n>
""",
    "ask": """
what is in {column|field|column number} <n> of {the |my |}{csv|CSV|comma-separated|comma separated} {file |}<file>
what are the values in {column|field} <n> of {the |my |}{csv|CSV|comma-separated|comma separated} file <file>
{I have|there is|I got} a {csv|CSV|comma-separated|comma separated} {file |table |}{called |named |}<file>@then {print|get|show|extract|see} {only |just |}{column|field|its column} <n>
@iwant {only |just |}{column|field|the column|column number} <n> {of|from|in} the {csv|CSV|comma separated|comma-separated} {file |}<file>
{@F|<file>} is {a csv|a CSV file|comma separated|comma-separated}{,|;|.} {print|show|I need|get|cut out} {column |field }<n>
""",
    "key": """
csv {column|field} <n> {of |from |in |}<file>
{column|field|col} <n> of {csv|comma separated|comma-separated|the csv} {file |}<file>
{<n>th|<n>th|<n>rd|<n>nd} csv column {of|from|in} <file>
<file>{,|} {csv column|comma-separated column|csv field|comma column} <n>
cut {column|field} <n> {from|of} {csv |comma separated |comma-separated }{file |}<file>
{column|field} <n> of <file>{,| (} {comma separated|csv|comma-delimited|delimiter comma|separated by commas}
""",
}
W["csv-column"]["key"] = W["csv-column"]["key"].replace("{,| (} {comma sep", "{,|:} {comma sep")

W["concat"] = {
    "do": """
{join|concatenate|combine|merge|put together|cat|stick together|glue together|unite|fuse|bring together|add together|paste together|chain} {|the files |files |two files, |the two files |the file |both files, }<a> and <b> {into|to|in|as|to make} {|one file |a single file |the one file |the file |a new file |the single file |one new file |a file called |one big file |one file named |the new file }<file>
{join|concatenate|combine|merge|cat} <a> {and|with|plus|to|followed by|and then} {|the file |file }<b> {into|to|in|and save it as|and save the result as|and write it to|and store the result in|and call the result|, output to|, writing to|giving} <file>
{make|create|build|produce|generate} {|one file |a single file |the file |a file |a new file }<file> {out of|from|that has|with the contents of|containing|that contains|that holds|by joining|by concatenating|from the contents of} {|both |the files |the two files }<a> and <b>
{write|put|copy|place|save|dump|pipe|redirect} {|both |the contents of |the files |the content of }<a> and <b>{| together| one after the other|, one after another,| in that order} {into|to|in} {|one file |the file |a single file |the one file }<file>
{append|add|attach} <b> to <a> and {save|write|store|put} {the result|the whole|both|it|everything} {as|in|to|into} <file>
{write|put} <a> followed by <b> {into|to|in} <file>
cat <a> {and|plus} <b> {into|to|>} <file>
cat <a> <b> {into|to} <file>
{save|store} the {concatenation|combination|union|contents} of <a> and <b> {as|in|to|into} {|the file }<file>
{fill|make up} <file> with {the contents of |}<a> and <b>{|, one after the other}
{turn|make} <a> and <b> into {one file|a single file|one} {called|named|with the name} <file>
{merge|join|combine} two {text |}files{,|:| -} <a> and <b>{,| ->|, into|, output| into} <file>
use cat to {join|combine|merge|concatenate} <a> and <b> {into|to} <file>
""",
    "ask": """
<a> and <b> should {be joined into|be combined into|become one file,|be merged into|be put together in|go into|be one file called} <file>
{I want|I need|I'd like} <a> and <b> {joined|combined|merged|together|concatenated|in one file} {as|in|into|called|named} <file>
I have {two files, |the files |}<a> and <b>@then {join|combine|merge|concatenate} them {into|to|as} {one file |}<file>
how can <a> and <b> be {joined|merged|combined|concatenated} into {one file |the file |}<file>
<file> {should|shall|must} {contain|have|hold|consist of|be made of} <a> and <b>{|, one after the other| together}
""",
    "key": """
{join|concat|concatenate|merge|combine|cat} <a> {and|+|with|plus} <b> {into|to|in|=>|->|as} <file>
<a> + <b> {into|=>|->|to} <file>
{join|merge|combine|concatenation of|merging of} {two |}files <a> and <b> {into|to|as|in} <file>
<a> and <b> {into one file|joined as|combined into|together in|merged into|concatenated to} <file>
{one file|single file} <file> {from|of|out of} <a> and <b>
""",
}

W["split"] = {
    "do": """
split {|the file |up |the large file |the big file |my file |a file, |the text file }<file> {into|in|to} {pieces|parts|chunks|files|smaller files|several files|multiple files|blocks|portions|small files|sections} {of|with|containing|that have|having} <n> lines{| each| apiece| per file| per piece}
split {@F|<file>} {every|after every|after each|at every|each} <n> lines
split {@F|<file>} by lines, <n> {per file|each|per piece|lines per file|in each piece|lines each|to a file}
{break|divide|cut|chop|separate|slice|partition|tear|carve} {up |}{@F|<file>} {up |}{into|in} {pieces|parts|chunks|files|smaller files|several files|blocks|portions|multiple files} {of|with|containing|having} <n> lines{| each| apiece}
{break|divide|cut|chop|slice} {@F|<file>} {every|after every|after each} <n> lines
{make|create|produce|get} {pieces|chunks|parts|smaller files|files} of <n> lines{| each} {from|out of} {@F|<file>}
{turn|convert} {@F|<file>} into {several|many|multiple|smaller|a series of} {files|pieces|chunks} {of|with} <n> lines{| each}
use split to {cut|break|divide|get} {@F|<file>} {into|in} {files|pieces|chunks} of <n> lines
{split|divide|cut} {@F|<file>} so that {each|every} {piece|part|file|chunk} {has|contains|is} <n> lines{| long}
split {@F|<file>}{,|:| with| by|, at} <n> lines {per|a|for each|in each|in every} {file|piece|chunk|part|output file}
distribute the lines of {@F|<file>} {over|to|onto|among} {several |many |}files {of|with} <n> lines{| each}
{put|write|save} {every|each} <n> lines of {@F|<file>} {into|to} {a new file|a separate file|their own file|a file of their own|another file}
{split|break|divide} a {large|big|long|huge} {text |}file{,|:|} <file>{,| into} {pieces of |parts of |files of |chunks of }<n> lines
""",
    "ask": """
{@F|<file>} {should|must|has to|needs to} be {split|divided|cut|broken} {up |}{into|in} {pieces|parts|chunks|files} of <n> lines{| each}
{I want|I need|I'd like} {@F|<file>} {in|split into|as|cut into|divided into} {pieces|parts|chunks|files} of <n> lines{| each}
@has@then {split it|cut it|break it up|divide it|chop it} {into|in} {pieces|chunks|files|parts} of <n> lines{| each}
{@F|<file>} is too {big|large|long}{,|;|.} {split|cut|divide|break} it {into|in} {files|pieces|chunks|parts} of <n> lines
how can {@F|<file>} be {split|divided|cut} {into|in} {pieces|chunks|files|parts} {of|with} <n> lines
""",
    "key": """
split <file> {into |}<n> {lines each|line pieces|line chunks|lines per file|line files|line parts}
split <file> {every|by|at} <n> lines
{pieces|chunks|parts} of <n> lines {from|of|out of} <file>
<file>{,|:|} {split|divide|cut} {every|into pieces of|in parts of|into chunks of} <n> lines
split {file|lines of|up} <file>{,|} <n> lines {each|per piece|per file}
<n> line {pieces|chunks|parts} of <file>
""",
}

W["dos2unix"] = {
    "do": """
{convert|change|turn|transform|translate} {the |all |}@win {line endings|line ends|newlines|line breaks|eols|line terminators|end of lines|line endings} {of|in|from} {@F|<file>} {to|into} @unix {line endings|ones|newlines|format|line breaks|}
{convert|change|turn} {@F|<file>} from @win {line endings |format |newlines |}to @unix{| line endings| format| newlines}
{convert|change} {@F|<file>} from {windows|dos|Windows|DOS|CRLF|crlf} to {unix|linux|Unix|Linux|LF|lf}{| line endings| newlines| format}
{fix|repair|correct|normalize|normalise|clean up} the {line endings|newlines|line breaks|windows line endings|CRLF line endings|crlf|dos newlines|Windows newlines} {of|in} {@F|<file>}{| for linux| for unix}
{remove|strip|delete|drop|get rid of|cut|eliminate|take out|erase} {the |all |all the |}{carriage returns|\\r|CR|CRs|^M|^M characters|\\r characters|CR characters|carriage return characters|control-M characters|windows line endings|ctrl-M|trailing carriage returns} {from|in|of|at the line ends of|at the end of lines in} {@F|<file>}
{make|get|give} {@F|<file>} {unix|linux|Unix|LF} line endings
{make|turn} {@F|<file>} into {a unix|a linux|a Unix|an LF} {text |}file{|, it has windows line endings|, it comes from windows}
{change|convert|replace} {CRLF|crlf|\\r\\n|CR LF} {to|into|with|by} {LF|lf|\\n|a plain LF|a newline} in {@F|<file>}
{change|convert|switch} the {line endings|newlines|line breaks|end of line} of {@F|<file>} to {LF|unix|Unix|lf|unix style|linux}
dos2unix {@F|<file>}
run dos2unix on {@F|<file>}
do what dos2unix does {to|with|on} {@F|<file>}
use sed to {remove|strip} {the |}{carriage returns|\\r|CR|windows line endings} {from|in} {@F|<file>}
{make|get} {@F|<file>}{, written on windows,|, edited on Windows,|, a windows text,|, that came from windows,} {usable|readable|right|fit} {on|for} {linux|unix}
{convert|change} {a|the} {windows|dos|Windows|DOS} {text |}file <file> {to|into} {unix|linux|Unix}{| format}
{convert|fix} line endings{:|,|} <file>{,|} {CRLF to LF|windows to unix|dos to unix|from windows to unix}
""",
    "ask": """
{@F|<file>} {has|came with|contains|is full of} {windows line endings|CRLF line endings|^M|^M at the line ends|carriage returns|dos line endings|Windows newlines|CRLF|\\r at the end of lines|^M at the end of each line}{,|;|.} {convert them|fix that|remove them|how do I fix that|change it to unix|make it unix|how do I get rid of them}
{@F|<file>} {was|has been} {written|edited|saved|made} on {windows|Windows}{,|;|.} {convert|fix|change} its line endings{| to unix}
why {does|are there} {@F|<file>|^M in <file>} {show ^M|have ^M at the line ends|have carriage returns}{|, how do I remove them}
{I want|I need|I'd like} {unix|linux|LF|Unix} line endings in {@F|<file>}{|, not windows ones|, not CRLF}
@has@then {convert its windows line endings|change its line endings from CRLF to LF|strip its carriage returns|convert it from dos to unix format}
there are {carriage returns|^M characters|CRLF line ends} in {@F|<file>}{|, remove them|, strip them}
""",
    "key": """
{windows|dos|crlf|CRLF|Windows|DOS} {to|2|->|into} {unix|linux|lf|LF} {line endings |newlines |}{of |in |for |}<file>
dos2unix <file>
{fix|convert|change} line endings {of |in |}<file>
<file> {crlf to lf|dos to unix|windows line endings|remove carriage returns|CRLF to LF|line endings to unix}
{remove|strip} {carriage returns|^M|\\r|CR} {from |in |}<file>
{line endings|newlines} {of|in} <file> {to unix|to LF|from windows to unix}
""",
}
W["dos2unix"]["ask"] = W["dos2unix"]["ask"].replace("why {does|are there} {@F|<file>|^M in <file>} {show ^M|have ^M at the line ends|have carriage returns}", "why does {@F|<file>} {show ^M|have ^M at the line ends|have carriage returns|show ^M everywhere}")

W["json-pretty"] = {
    "do": """
{pretty-print|pretty print|prettyprint|prettify|format|beautify|indent|tidy|tidy up|reformat|make readable|nicely format|unminify|pretty up} {the json|the JSON|the JSON file|the json file|json file|JSON|the json in|the JSON in|my json file|a json file,|the json data in|the minified json|the content of the JSON file} <file>
{pretty-print|pretty print|prettify|beautify} {@F|<file>}
{print|show|display|output|view|see|read|give me} {the json|the JSON|the JSON file|the json file|json file|JSON|my json file|the json in} <file> {nicely|indented|formatted|prettily|in a readable form|in a readable way|nicely formatted|with indentation|readably|pretty|human readable|in a pretty way|in human-readable form|properly indented|with line breaks|on several lines|so that I can read it|in a nice format}
{format|indent|reformat} {@F|<file>} as {json|JSON|readable json|indented json|pretty json}
make {the json|the JSON|the JSON file|the json file|the json in} <file> {readable|pretty|nice to read|human readable|easier to read|look nice|legible|look good}
run {@F|<file>|the json file <file>} through jq
use jq {to format|to pretty-print|to indent|to print|on|to show|to prettify} {@F|<file>|the json file <file>}
{view|show|open} {the json|the JSON file|json file} <file> {with colors|with jq|colored|in color|with jq in the terminal}
{parse|check} {the json|the JSON file} <file> and {print it nicely|pretty-print it|show it indented|format it}
{add|put} {indentation|line breaks|line breaks and indentation} {to|into} {the json|the JSON file|the json file} <file> {for reading|to read it|when showing it|on the screen}
{expand|unfold} the {one-line|single-line|minified|compact|compressed} {json|JSON} {in|file|of} <file>
{get|print} a {pretty|readable|formatted|indented|nicely formatted} {version|view|print|form} of {the json|the JSON|the JSON file|the json file} <file>
see the structure of {the json|the JSON file|the json file} <file>
jq {@F|<file>}
""",
    "ask": """
{the json|the JSON|the JSON file|my json file} <file> is {unreadable|hard to read|all on one line|minified|one long line|ugly|in one line|not indented}{,|;|.} {format it|pretty-print it|make it readable|how do I format it|indent it|prettify it}
{I want|I need|I'd like} {the json|the JSON|the JSON file} <file> {formatted|indented|pretty-printed|in a readable form|prettified|nicely printed}
{I have|there is|I got} a {json|JSON} {file |}{called |named |}<file>@then {pretty-print it|format it|make it readable|indent it|see it nicely indented|prettify it}
how can {the json|the JSON file} <file> be {formatted|pretty-printed|indented|shown nicely|made readable}
is there a {pretty-printer|formatter} for {the json|the JSON file} <file>
what does {the json|the JSON file} <file> look like {formatted|indented|pretty-printed}
""",
    "key": """
{pretty-print|pretty print|prettify|format|beautify|indent} {json|JSON|json file} <file>
json {pretty print|formatter|format|prettify|pretty|beautifier|indent} <file>
<file> {json pretty print|pretty-printed|json formatted|as readable json|as pretty json|json indent}
jq <file>
{readable|formatted|indented|pretty} {json|JSON} {of |from |}<file>
{formatted|readable|indented} {view|print|output} of {json file|the JSON file|json} <file>
""",
}

# --- disk --------------------------------------------------------------------------------------

MACROS.update({
    "subs": "{subdirectory|subfolder|folder|directory|subdir|sub-directory|child directory|immediate subdirectory|sub folder}",
    "subss": "{subdirectories|subfolders|folders|directories|subdirs|sub-directories|child directories|immediate subdirectories|sub folders}",
    "space": "{space|disk space|storage|room|disk|space on disk|storage space}",
    "drives": "{disks|drives|block devices|hard disks|hard drives|storage devices|disks and partitions|drives and partitions|partitions|partitions and disks|disks with their partitions|disk partitions|SSDs and disks|physical disks}",
    "stick": "{USB stick|usb stick|USB drive|usb drive|flash drive|thumb drive|stick|usb key|pendrive|USB flash drive|pen drive|memory stick|SD card|USB disk}",
    "iso": "{iso|ISO|image|iso image|ISO image|ISO file|disk image|image file|iso file|installer image|boot image}",
    "eth": "{ext4|ext4|ext4|EXT4|an ext4 file system|an ext4 filesystem|the ext4 filesystem}",
    "V": "{<dev>|<dev>|<dev>|the device <dev>|the partition <dev>|the disk <dev>|device <dev>|the drive <dev>}",
})

W["du-subdirs"] = {
    "do": """
@get how much @space {each|every} @subs {of|in|inside|under} @D {takes|uses|needs|takes up|occupies|consumes|eats|has}
@get {the |}{size|disk usage|space usage|total size} of {each|every|each and every|every single} @subs {of|in|inside|under} @D
@get {the |}{sizes|disk usage|space usage} of {the|all|all the} @subss {of|in|inside|under} @D
@get how {big|large} {each|every} @subs {of|in|inside|under} @D is
@get how {big|large} the @subss {of|in|inside|under} @D are
@get {the |}{disk usage|sizes|space|size} {of|in|below} @D {per|by|for each|broken down by|split by|for every} @subs
@get which @subs {of|in|inside|under} @D {takes|uses|needs|takes up|occupies|eats} {the most|most} @space
@get which @subss {of|in|inside|under} @D are the {largest|biggest}
@get {the |}{largest|biggest} @subss {of|in|inside|under} @D
{break|split} down the {disk usage|size|space} of @D {by|per|into} {subdirectory|subfolder|folder|subdirectories}
{show|list|print} the @subss {of|in} @D with {their sizes|sizes|how much they take|their disk usage|the space they take}
measure {each|every} @subs {of|in|under} @D
list {the |}{sizes|disk usage} one level {deep|down|below} {in|under|of} @D
run du {with depth 1|one level deep|to a depth of one} {on|for|in} @D
{sort|rank|compare} the @subss {of|in} @D by {size|disk usage|how much space they take}
summarize the {disk usage|space} of {each|every} @subs {of|in} @D
""",
    "ask": """
how much @space {does|do} {each|every|the} @subs {of|in|inside|under} @D {take|use|need|take up|occupy|consume}
how {big|large} {is each|is every|are the|are all the} {subdirectory|subfolder|folder|subdirectories|subfolders|folders} {of|in|inside|under} @D
{which|what} @subs {of|in|inside|under} @D {takes|uses|needs|takes up|occupies|eats|is taking|is using} {the most|most} @space
{which|what} @subs {of|in|inside|under} @D is the {largest|biggest}
what are the {sizes|biggest} of {the|all} @subss {of|in} @D
where {in|inside|below} @D is {all |}the @space {used|gone|going}, {by|per} {subdirectory|subfolder|folder}
@hasd@then see how {big|large} {each|every} of its {subdirectories|subfolders|folders} is
""",
    "key": """
{size|sizes|disk usage|space} {of|per} {each |}@subs {in|of|under} <dir>
@subs sizes {in|of|under} <dir>
du {per|by|each} {subdirectory|subfolder|folder} {of|in} <dir>
<dir>{,|:|} {size of each subdirectory|subdirectory sizes|sizes of subfolders|usage per folder|size per subfolder}
{disk usage|sizes} {by|per} {subdirectory|folder} {in|of} <dir>
{largest|biggest} {subdirectories|subfolders} {of|in} <dir>
""",
}
W["du-subdirs"]["ask"] = W["du-subdirs"]["ask"].replace("what are the {sizes|biggest} of {the|all}", "what are the {sizes|disk usages} of {the|all}")

W["du-here"] = {
    "do": """
@get {which|what} {files and directories|files and folders|files or directories|files or folders|things|items|entries|files and dirs} {here|in this @dir|in the current @dir|in my current @dir} {take|use|need|occupy|take up|eat|consume} {the most|most} @space
@get what {takes|uses|takes up|eats|occupies|is taking|is eating|is using} {the most|all the|so much|most of the|up the} @space {here|in this @dir|in the current @dir}
@get the {biggest|largest|heaviest} {files and directories|files and folders|things|items|entries|files or folders} {here|in this @dir|in the current @dir}{| by size}
@get {the |}{size|disk usage|total size|space} of {everything|each file and directory|every file and folder|each item|each entry|all files and folders|all files and directories|every entry|all entries} {here|in this @dir|in the current @dir}{||, largest first|, biggest first|, sorted| sorted by size}
{sort|rank|order} {files and directories|files and folders|everything|all files and folders|the entries} {here|in this @dir|in the current @dir} by {the space they take|disk usage|total size|how much space they use|the space they use|how much disk they take}
{see|find out|show|tell me} where {all |}{the|my} {disk space|space|storage} {in this @dir|here|in the current @dir} {is|goes|went|is used|has gone}
find {the |}{space hogs|disk hogs|space eaters|biggest space users|disk space hogs|biggest consumers of space|largest space users|space wasters} {here|in this @dir|in the current @dir}
run du {on everything here|for all entries here|on all files and folders here|here and sort it|for each item here} {|largest first|and sort by size}
{list|show} {files and directories|files and folders|everything} {here|in this @dir} with {their |}{total sizes|disk usage|the space they take}{|, largest first|, sorted}
{show|list} {how big|how large} {everything|each file and folder|every item|each thing} {here|in this @dir|in the current @dir} is
{check|see} what is {filling|filling up|eating|bloating|blowing up|hogging} {this @dir|the current @dir|the space here}
{get|show} {a|the} {disk usage|space|size} {overview|summary|report|breakdown} of {this @dir|the current @dir|what is here|everything here}
identify the {largest|biggest} {files and directories|files and folders|entries} {here|in the current @dir|in this @dir}
use du to {see|find|show} {what takes the most space here|what is biggest here|the largest things here|the sizes of everything here}
{show|list} sizes of {folders and files|directories and files} here{|, including what is in them}
""",
    "ask": """
what {takes|uses|takes up|eats|occupies|is taking|is eating|is using|needs} {the most|all the|so much|most of the|most|all my} @space {here|in this @dir|in the current @dir}
{which|what} {files and directories|files and folders|files or directories|things|items|file or @dir|entries} {here|in this @dir|in the current @dir} {take|takes|use|needs|occupy|take up} {the most|most} @space
{which|what} {files and directories|files and folders|things|items} are {the |}{biggest|largest} {here|in this @dir|in the current @dir}
where {did|has|is} {all |}{the|my} @space {in this @dir|here|in the current @dir} {go|gone|used}
why is {this @dir|the current @dir} so {big|large|full|huge}{|, what takes the space}
how {big|large} {is everything|is each thing|are the files and folders|are the files and directories} {here|in this @dir|in the current @dir}
how much @space {does everything|does each file and folder|do the files and directories|does each item} {here|in this @dir} {take|take up|use}
{what is|what's} {hogging|eating|filling|wasting} {the |}space {here|in this @dir|in the current @dir}
""",
    "key": """
{biggest|largest} {files and directories|files and folders|things|items|entries|space users} {here|in this @dir|in the current @dir}
{space|disk usage|size|sizes} {of everything|of each item|of all entries|per item|of files and folders} {here|in this @dir|in the current @dir}
du {here sorted|sorted here|largest first here|of everything here|here by size|here, largest first}
{space|disk} {hogs|usage|eaters} {here|in this @dir|in the current @dir}
what takes {the most |}space here
{disk usage|space usage} {here|of this @dir|of the current @dir}{,|} {largest first|by item|sorted|item by item}
""",
}

W["df-dir"] = {
    "do": """
@get how much {@space|space} is {left|free|available|still free|still left|remaining|unused} {on the|on the|in the} {disk|drive|file system|filesystem|partition|volume|device} {that holds|that contains|with|of|where|under|behind|for|which holds|holding} @D{| is}
@get {the |}{free|available|remaining|unused} {space|disk space|storage} {on|of} {the |}{disk|drive|file system|filesystem|partition|volume} {that holds|that contains|with|of|under|behind|for|holding} @D
@get how much {space|room|disk space} {is left|is free|remains|is available|there still is|there is left} {for|in|under|at|on} @D
@get how {full|filled} the {disk|drive|file system|filesystem|partition|volume} {that holds|that contains|with|of|under|behind|for} @D is
@get {the |}{free|available|remaining} {space|disk space|room|storage} {in|for|at|under|around} {@D|<dir>}
@get {which|what} {disk|partition|file system|filesystem|drive|device|mount|mount point} @D {is on|is stored on|lives on|is part of|belongs to} {and|,} {how full it is|how much is free|its free space|the free space}
run df {on|for} {the disk of |the disk under |}@D
use df {to see|to check} the {free space|space left} {for|under|in|on the disk of} @D
check {whether|if} {there is|I have|we have} {enough |still |}{space|room} {left|free} {for|on the disk of|in|under} @D
@get how much more {data |}{I can|can I} {put|store|save} {in|into|under} @D
@get how many {gigabytes|megabytes|GB|bytes} are {free|left|available} {in|under|for|on the disk of|on the disk with} @D
@get the {fill level|usage|capacity and free space|capacity} of the {disk|partition|file system|filesystem|drive} {that holds|with|under|behind|of|that contains} @D
""",
    "ask": """
how much {space|room|disk space|storage} is {left|free|available|still free|still available|remaining} {on|in} the {disk|drive|file system|filesystem|partition|volume} {that holds|that contains|with|of|where|under|behind|for} {<dir>|the @dir <dir>|@D}
how much {space|room|disk space|storage} {is left|is free|is available|is still free|remains|do I have left|is there left|have I left} {for|in|under|on} @D
how {full|filled} is the {disk|drive|file system|filesystem|partition|volume} {that holds|that contains|with|of|under|behind|for} @D
is {there|the disk} {enough |still |any |}{space|room} {left|free} {for|in|on the disk of|under|on the disk with} @D
how many {gigabytes|megabytes|GB|MB|bytes} are {free|left|available} {in|under|for|on the disk of|on the disk with} @D
{which|what} {disk|partition|file system|device} is @D on{,| and} how {full is it|much is free}
how much more {fits|data fits|can I put|can I store|can be stored|data can I put} {in|into|under} @D
{will|does} more {data |}fit {in|into} @D, {how much is free|how much space is left}
the {disk|partition|file system} {with|that holds|of} @D{:|,|;} how much is {left|free|available}
""",
    "key": """
{free|available|remaining|left} {space|disk space|storage} {on the disk of|for|in|under|on the partition of|on the disk with} <dir>
df {of |for |}<dir>
{space|room|disk space} {left|free|available} {for|in|under} <dir>
<dir> {free space|space left|disk free|available space|df|disk space left}
{free space|disk free|fill level} {of|on} {the |}{disk|partition|file system|filesystem} {holding|of|with|for|under} <dir>
""",
}
W["df-dir"]["ask"] = W["df-dir"]["ask"].replace("is {there|the disk} {enough |still |any |}", "is there {enough |still |any |}")

W["lsblk"] = {
    "do": """
@ls {the |all |all the |my |the connected |the attached |all attached |all connected |the available |}@drives{| of this machine| on this machine| in this computer| of the system| I have| attached to this machine| the system knows}
@get {which|what} @drives {there are|are attached|are connected|I have|this machine has|exist|the system sees|are plugged in|are in this machine}
@get {the |}{names|device names|device name} of {the |all |my |}{disks|drives|partitions|hard disks|disks and partitions|usb stick|usb drive|new disk|drives I plugged in}
find out {which|what} {device|device name|device file|/dev name|name} {my|the|a} {usb stick|usb drive|stick|disk|new disk|drive|sd card|SSD|external disk|hard disk} {has|got|is}
@get {the |}{layout|partition layout|partitioning|disk layout|partition table|structure|tree|block device tree} of {the |all |my |}{disks|drives|block devices|disks of this machine|hard disk}
@get {where|on which mount points} {the |my |}{disks|partitions|drives|disks and partitions} are mounted{| and how big they are}
@get {the |}{sizes|sizes and mount points|sizes and names} of {the |all |my |}{disks|drives|partitions|disks and partitions|block devices}
@ls {hardware |physical |}{storage|disks} {and partitions|and their partitions|with partitions} {as a tree|in a tree|on this machine|here}
@get an overview of {the |all |my |}@drives
check {which|what} {disks|drives|partitions} {the system|linux|the kernel|this machine} {sees|knows|recognizes|has|has found}
see {if|whether} {my|the} {disk|usb stick|usb drive|stick|external drive|sd card} {is|was} {recognized|detected|seen|connected|found}
run lsblk
use lsblk
identify {my|the|all} {disks|drives|usb stick|partitions|hard disks}
enumerate {the |all |}@drives
""",
    "ask": """
{which|what} @drives {are there|do I have|are attached|are connected|does this machine have|exist|are plugged in|are in this machine|are available|does linux see|are installed}
how many {disks|drives|partitions|hard disks} {are there|do I have|does this machine have|are in this machine}{|, and which}
{which|what} {device|device name|/dev name|device file} {is|has|does} {my|the} {usb stick|usb drive|stick|new disk|external drive|sd card|hard disk|SSD}{| have}
what are {the|my|all} {disks|drives|partitions|disks and partitions|block devices|device names of my disks}
how {is|are} {my|the|this} {disk|disks|hard disk|drives} {partitioned|divided into partitions|split up into partitions}
is {my|the} {usb stick|usb drive|stick|external disk|sd card} {recognized|detected|seen by the system|found by the system}
where are {my|the} {disks|partitions|drives} {mounted|attached}
""",
    "key": """
{list|show|all|ls} {@drives|disks|partitions|block devices}
lsblk
{disks|drives} and {partitions|their partitions}
{block device|disk|partition|drive} {list|listing|overview|layout|tree|names}
{list of |overview of |}{attached|connected|available|all} @drives
{device name|device} of {my|the} {usb stick|usb drive|new disk|sd card}
{disk|partition} layout{| of this machine}
my @drives
""",
}

W["mount"] = {
    "do": """
mount @V {at|on|to|in|into|under|onto} {@D|<dir>|<dir>}
mount {the |a |my |}{device|partition|disk|drive|usb stick|usb drive|external disk|hard disk|file system|filesystem|file system on} <dev> {at|on|to|in|under} {@D|<dir>|<dir>|the mount point <dir>|mount point <dir>}
{attach|hang|connect|hook} @V {at|to|under|in|into} {@D|<dir>|the mount point <dir>}
make @V {available|accessible|readable|visible|usable|appear|show up} {at|in|under|as|through} {@D|<dir>}
use {@D|<dir>} as {the |a |}mount point {for|of} @V
{get|have} @V mounted {at|on|in|under|to} {@D|<dir>}
{access|open|reach|see|get at} {the files on|the contents of|what is on|the data on} @V {under|in|at|through|via} {@D|<dir>}
put {the file system of |the contents of |}@V {at|under|in} {@D|<dir>}
mount {at|on|under} {@D|<dir>} {the {device|partition|disk|drive} |}<dev>
bring @V into the {tree|file tree|file system} at {@D|<dir>}
let {@D|<dir>} {show|be} {the contents of|the mount point of|the files of|where I see} @V
mount <dev> to <dir>
mount <dev> <dir>
{mount|attach} {my|the|a} {usb stick|usb drive|stick|disk|external drive|hard drive} {|, which is |(}<dev>{|,} {at|on|to|under} {@D|<dir>}
do a mount of @V on {@D|<dir>}
""",
    "ask": """
@V should be {mounted|attached|available|accessible|visible|reachable} {at|on|in|under} {@D|<dir>}
{I want|I need|I'd like} @V {mounted|attached|available|accessible} {at|on|in|under} {@D|<dir>}
how can @V be mounted {at|on|in|under} {@D|<dir>}
I {plugged in|have plugged in|attached|have} {a disk|a usb stick|a drive|a partition|an external disk}{,|:| which is} <dev>{, mount it|; mount it|. Mount it| and want it| and want to see it| and need it| and want it mounted} {at|on|in|under} {@D|<dir>}
{my|the} {disk|stick|usb stick|partition|new disk} is <dev>{,|;|.} {mount it at|mount it on|it should appear in|I want it under|attach it to} {@D|<dir>}
{I want|I'd like} to see what is on @V {in|under} {@D|<dir>}
@D should {show|be the mount point of|be where I see|give access to} @V
""",
    "key": """
mount <dev> {to|on|at|in|under} <dir>
mount {device |partition |disk |}<dev> <dir>
mounting of <dev> {at|on} <dir>
<dev> {mount on|mount at|mounted at|on|to mount point} <dir>
mount point <dir> for <dev>
{attach|mount} {drive|disk|usb stick} <dev> {to|at|on} <dir>
""",
}
W["mount"]["do"] = W["mount"]["do"].replace("{|, which is |(}<dev>{|,} {at|on|to|under}", "<dev> {at|on|to|under}")

W["umount"] = {
    "do": """
{unmount|umount|dismount|un-mount} {@D|<dir>|<dir>|what is mounted at <dir>|the file system at <dir>|the disk at <dir>|whatever is mounted on <dir>|the drive mounted at <dir>|the mount <dir>|the mount point <dir>|the disk mounted on <dir>|the usb stick at <dir>|the share at <dir>|the device mounted in <dir>}
{detach|disconnect|eject|remove safely|safely remove|release|take off|free|safely eject|safely disconnect} {the disk|the drive|the usb stick|the stick|the device|the file system|the external disk|the volume|what is} {mounted |}{at|on|in|under} {@D|<dir>}
{detach|eject} {the mount point |the mount |the mounted @dir |the mounted disk }<dir>
{undo|reverse|end|release|take away} the {mount|mounting} {at|of|on|under} {@D|<dir>}
umount <dir>
make @D {no longer mounted|not mounted any more|unmounted}
{take|get} the {disk|drive|file system|volume|stick} {mounted |}{at|on|under} {@D|<dir>} {offline|off|out safely|unmounted}
stop {the mount|mounting} at {@D|<dir>}
{pull|unplug} the {disk|stick|usb stick|drive} {mounted |}{at|on|under} {@D|<dir>} {safely|without losing data}{, unmount it first|, so unmount it|, unmounting it}
do an {unmount|umount} of {@D|<dir>}
close the mount {at|on} {@D|<dir>}
{unmount|umount} {a|the} {disk|drive|partition|share|file system}{,|:| at|, mounted at| mounted on| from} <dir>
prepare the {disk|stick|usb stick|drive} {at|on} {@D|<dir>} for {removal|unplugging}
use umount {on|for} {@D|<dir>}
""",
    "ask": """
{@D|<dir>|the disk at <dir>|the mount at <dir>} should {be unmounted|be unmounted now|no longer be mounted|not be mounted any more}
{I want|I need|I'd like} {@D|<dir>|the disk at <dir>} unmounted
{I want|I need|I'd like} to {unplug|pull out|remove} the {disk|stick|usb stick|drive} {mounted |}{at|on|under} {@D|<dir>}{|, unmount it}
something is mounted {at|on|in} {@D|<dir>}{, unmount it|; unmount it|, how do I unmount it|. Take it off|, I want it off}
how can {@D|<dir>|the disk at <dir>} be unmounted
I {am done|have finished|'m done|am finished} with the {disk|stick|usb stick|drive} {mounted |}{at|on} {@D|<dir>}{|, unmount it}
a {disk|drive|stick|share|usb stick} is mounted {at|on} {@D|<dir>}{,|;|.} {detach it|unmount it|eject it|remove it safely|take it off}
""",
    "key": """
{unmount|umount|dismount} {@dir |}<dir>
umount <dir>
<dir> {unmount|umount|unmounting|eject}
{unmount|eject|detach|safely remove} {disk |drive |stick |usb stick |}{at|mounted at|mounted on} <dir>
unmounting of <dir>
{undo|end} mount {of|at} <dir>
""",
}

W["write-iso"] = {
    "do": """
{write|burn|flash|copy|put|dd|transfer|install|dump|image} {the @iso |@iso |the |}<file> {to|onto|on|on to|to} {the @stick |the device |@stick |the disk |the |}<dev>
{write|burn|flash|copy|put} {the @iso |}<file> {to|onto|on} {a|my|the} @stick{,| at| (|, which is|, device|:} <dev>
{make|create|prepare|build} a {bootable|bootable|boot|live|bootable install|bootable installation|installation} @stick {on|at|in|out of} <dev> {from|out of|with|using} {the @iso |}<file>
{make|create|turn|convert} <dev> {into |}{a bootable|a boot|a live|an installation} @stick {from|with|using|for} {the @iso |}<file>
use dd to {write|flash|copy|put|burn} {the @iso |}<file> {to|onto|on} {the @stick |}<dev>
{write|flash|burn} {an|the|this} @iso{|:|,} <file> {to|onto} <dev>{| with dd| using dd| with progress| and show the progress}
dd {the @iso |}<file> {to|onto|on|into} <dev>
make <dev> bootable {with|from|using} {the @iso |}<file>
{flash|image|overwrite|fill} {the @stick |the device |}<dev> with {the @iso |}<file>
{get|bring} {the @iso |}<file> {on|onto} {the @stick |}<dev>{| so that I can boot from it| to boot from it| byte by byte}
{write|flash} {the raw |}{image|contents of the image} <file> {byte by byte |directly |raw |}{to|onto} {the device |}<dev>
{burn|write} <file> {to|on|onto} <dev>, {the usb stick|my usb stick|which is a usb stick|a usb stick|an SD card}
clone {the @iso |}<file> {to|onto} {the @stick |}<dev>
{restore|deploy} {the @iso |the backup image |}<file> {to|onto} {the @stick |the device |the disk |}<dev>
""",
    "ask": """
{I want|I need|I'd like} {to boot|to install linux} from {the @stick |a @stick at |}<dev>{,|; the image is| with the image| and have the iso| with} <file>
{I want|I need|I'd like} {the @iso |}<file> {on|written to|on the stick|flashed to|burned to} <dev>
{I have|I downloaded|there is} {an|the} @iso {called |named |}<file>@then {write|flash|burn|put|dd} it {to|onto} {the @stick |}<dev>
how can {the @iso |}<file> be {written|flashed|burned|copied} {to|onto} {the @stick |}<dev>
{the @stick |}<dev> should {become|be} a {boot stick|bootable stick|live stick|live usb} {from|with|made from} <file>
{the @iso |}<file> {should|must|has to} {be written|be flashed|go|be burned} {to|onto} {the @stick |}<dev>
{my|the} @stick is <dev>{,|;|.} {write|flash|burn|put} {the @iso |}<file> {to|onto} it
""",
    "key": """
{write|flash|burn|dd} {iso |image |}<file> {to|on|onto|->} <dev>
{bootable usb|bootable stick|boot stick|live usb} {on |at |}<dev> {from|with} <file>
dd <file> {to |}<dev>
<file> {to|onto|->} {usb stick |usb |stick |}<dev>{| with dd|, dd| write image}
{image|iso} <file> {to|onto} {@stick |}<dev>
{flash|burn} <file> <dev>
""",
}
W["write-iso"]["do"] = W["write-iso"]["do"].replace("{,| at| (|, which is|, device|:} <dev>", "{,| at|, which is|, device|:| on} <dev>")

W["mkfs"] = {
    "do": """
format @V {as|with|to|in|using|for} @eth
format {the |a |my |this |}{partition|disk|drive|device|usb stick|external disk|new disk|volume|block device} <dev> {as|with|to|in} @eth
{make|create|put|build|set up|write|lay} an ext4 {file system|filesystem|partition|fs|volume} {on|at|in|onto} {@V|<dev>}
{make|create|put|build} {a|a new|a fresh|an empty} {file system|filesystem} {on|at|in} {@V|<dev>}{,|} {of type ext4|ext4|as ext4|with ext4|namely ext4|type ext4}
{erase|wipe|clear} @V and {format it as ext4|make it ext4|put ext4 on it|format it with ext4|make an ext4 file system on it}
{initialize|initialise|prepare|set up} @V {with|as|for} @eth
turn {@V|<dev>} into {an ext4 partition|an ext4 file system|ext4|an ext4 filesystem}
mkfs {ext4 |}{on |for |}{@V|<dev>} {as ext4|with type ext4|ext4}
run mkfs.ext4 {on|for} {@V|<dev>}
use mkfs {to format|to make ext4 on|for ext4 on|to put ext4 on} {@V|<dev>}{| as ext4}
make {@V|<dev>} {ext4|an ext4 partition|an ext4 filesystem|an ext4 disk}
{reformat|re-format|freshly format|quick format} {@V|<dev>} {as|with|to} @eth
{do|make} an ext4 format of {@V|<dev>}
{format|prepare} {a|the} {partition|disk|drive} for {linux|Linux}{,| with ext4,|:} <dev> {as ext4|with ext4|to ext4}
give {@V|<dev>} {an ext4 file system|an ext4 filesystem|a fresh ext4 file system|a new ext4 filesystem}
""",
    "ask": """
@V should {be formatted|be|get formatted} {as|with} ext4
{I want|I need|I'd like} {@V|<dev>} {formatted as ext4|as ext4|formatted with ext4|to be ext4|with an ext4 file system}
{I want|I need|I'd like} an ext4 {file system|filesystem|partition} on {@V|<dev>}
how can {@V|<dev>} be formatted {as|with|to} ext4
{@V|<dev>} {is|has} {new|empty|no file system|not formatted|a fresh disk|unformatted}{,|;|.} {format it as ext4|make it ext4|put ext4 on it|make an ext4 filesystem on it}
{my|the} {partition|disk|usb stick|new disk} is <dev>{,|;|.} {format it as ext4|format it with ext4|make it ext4|it should be ext4}
""",
    "key": """
format <dev> {as |with |to |}ext4
mkfs {ext4 |.ext4 |}<dev>{| ext4| as ext4}
ext4 {on|for|format|formatting of|filesystem on|file system on} <dev>
<dev> {as|to|format|formatted as|format as} ext4
{new|create|make} ext4 {filesystem|file system|partition} {on |}<dev>
{format|formatting} {partition|disk|drive} <dev> ext4
""",
}
W["mkfs"]["key"] = W["mkfs"]["key"].replace("mkfs {ext4 |.ext4 |}<dev>{| ext4| as ext4}", "mkfs {.ext4 <dev>|ext4 <dev>|<dev> as ext4|<dev> ext4}")
W["mkfs"]["do"] = W["mkfs"]["do"].replace("mkfs {ext4 |}{on |for |}{@V|<dev>} {as ext4|with type ext4|ext4}", "mkfs {on |for |}{@V|<dev>} {as ext4|with type ext4|for ext4}")

# --- archives ----------------------------------------------------------------------------------

W["tar-extract-to"] = {
    "do": """
@unp {|||the archive |the tarball |the file |everything from |the contents of |the files in |my tarball |the compressed tar }<file>.tar.gz {into|to|in|inside|under|over to} {@D|<dir>|<dir>|the target @dir <dir>|the @dir <dir>}
@unp {the |}{archive|tarball|tar.gz|tgz|gzipped tar} <file>.tar.gz {into|to|in|so that the files land in|with target|with the destination|with its files going to|, putting the files in} {@D|<dir>}
@unp <file>.tar.gz{,| but| and| -} {not here but |}{in|into|to|put everything in|put the files in|put the contents in|place the files under} {@D|<dir>}
{put|place|drop|install|restore} the {contents|files} of {the archive |the tarball |}<file>.tar.gz {into|in|under} {@D|<dir>}
{untar|ungzip and untar|gunzip and untar} <file>.tar.gz {into|to|in} {@D|<dir>}
use tar to {extract|unpack|decompress|open} <file>.tar.gz {into|to|in} {@D|<dir>}
use {@D|<dir>} as the {target|destination|output @dir} {for|when} {extracting|unpacking} <file>.tar.gz
{get|take} {the files|everything|the contents} out of <file>.tar.gz {and put them into|into|and place them in} {@D|<dir>}
{fill|populate} {@D|<dir>} with {the contents|the files|what is} {of|in} <file>.tar.gz
go to {@D|<dir>} and {extract|unpack} <file>.tar.gz there
{extract|unpack} {into|to} {@D|<dir>} {the archive |the tarball |the file |}<file>.tar.gz
{choose|set|change} {@D|<dir>} as the {target|destination} and {extract|unpack} <file>.tar.gz
{extract|unpack} {a|the} {tar.gz|tarball} to {a|another|a certain|a given|some other} {directory|folder|place}{:|,} <file>.tar.gz {to|into|in} <dir>
""",
    "ask": """
{the contents of |the files in |}<file>.tar.gz should {go|be unpacked|be extracted|end up|land} {into|in} {@D|<dir>}
{I want|I need|I'd like} {the contents of |the files in |}<file>.tar.gz {in|inside|unpacked into|extracted to|extracted into} {@D|<dir>}
how can <file>.tar.gz be {extracted|unpacked} {into|to|in} {@D|<dir>}
{I have|there is|I downloaded|I got} {|the archive |the tarball |an archive }<file>.tar.gz@then {extract|unpack|put|untar} it {into|in|to} {@D|<dir>}
in {@D|<dir>}, how do I {extract|unpack} {what is in |}<file>.tar.gz
""",
    "key": """
{extract|untar|unpack|decompress} <file>.tar.gz {to|into|in|->} <dir>
tar extract <file>.tar.gz {to |into |}<dir>
<file>.tar.gz {to|into|in|extract to|unpack into} {@dir |}<dir>
{extraction|unpacking} of <file>.tar.gz {to|into} <dir>
untar {to|into} <dir>: <file>.tar.gz
""",
}

MACROS.update({
    "arcin": "{files|contents|content|entries|names|file names|things|members|directories and files}",
})
def _inside(ext, kinds):
    F = "{|||the archive |the file |" + kinds + "}<file>" + ext
    return {
        "do": f"""
{{list|show|print|display|see|view|get|show me}} {{the |all |all the |}}@arcin {{of|in|inside|inside of|from|contained in|that are in}} {F}{{|| @without|, @without}}
{{list|show|print|see|view|tell me|find out|check|know}} what {{is|is inside|is contained|is stored|files are|there is|lies}} {{in|inside}} {F}{{|| @without|, @without}}
{{list|show|print}} {F}{{ contents| content|'s contents|, only its listing| without extracting it|, its table of contents}}
{{look|peek|take a look|have a look|glance}} {{into|inside|in}} {F}{{|| @without|, @without}}
{{see|find out|check|know}} {{which|what}} {{files|file names|names|entries|things}} {{are in|{F}X|are inside|are packed in|are contained in}} {F}{{|| @without|, @without}}
{{get|print|show}} {{a|the}} {{list|listing|table of contents|overview|file list|index|table}} of {{what is in |the files in |the contents of |}}{F}{{|| @without}}
{{inspect|examine|preview|browse|view}} {{the contents of |the files in |}}{F}{{|| @without|, @without}}
{{check|test|verify}} {{if|whether}} {{a file|something|the right file}} is in {F}{{,|}} @without
{{read|show}} the {{table of contents|file list|index}} of {F}
{{enumerate|name}} the files {{in|of|inside}} {F}
""".replace("are in|" + F + "X|", "are in|"),
        "ask": f"""
what is {{in|inside|contained in|packed in|stored in}} {F}{{|, @without}}
what's {{in|inside}} {F}{{|, @without}}
{{which|what}} {{files|entries|things|files and folders|file names}} {{are|are there|are packed|are stored|do I find}} {{in|inside}} {F}{{|, @without}}
what {{does|files does}} {F} {{contain|have in it|hold|have inside}}{{|, @without}}
what are the {{contents|files|entries|names of the files}} {{of|in}} {F}{{|, @without}}
@iwant {{to see|to know|a list of|a listing of}} {{what is in|the contents of|the files in|the contents of}} {F}{{|, @without}}
{{I have|there is|I got|I downloaded}} {F}@then {{see what is in it|list its contents|look into it|list the files in it|view its contents}}{{|, @without}}
how many and {{which|what}} files are in {F}
""",
        "key": f"""
{{list|show|view}} {{contents|content|files}} {{of|in}} <file>{ext}
{{contents|content|listing|file list|table of contents}} of {F}
<file>{ext} {{contents|listing|list|list contents|file list|what is inside|what's in it|content}}
{{list|show}} <file>{ext}{{| contents| without extracting}}
files {{in|inside}} <file>{ext}
{{look|peek}} {{into|inside}} <file>{ext}
""",
    }


W["tar-list"] = _inside(".tar.gz", "the tarball |the tar.gz |the gzipped tar |my tarball ")
W["tar-list"]["do"] += """use tar to {list|show|see} {the |}{contents|files} {of|in} <file>.tar.gz
tar list <file>.tar.gz
"""
W["unzip-list"] = _inside(".zip", "the zip |the zip file |the zip archive |my zip ")
W["unzip-list"]["do"] += """use unzip to {list|show|see} {the |}{contents|files} {of|in} <file>.zip
{list|show} the {contents|files} of {a|the} zip{,|:} <file>.zip
"""

def _extract(ext, words, tool):
    F = "{|||the archive |the file |everything from |the contents of |all files from |" + "".join("the " + w + " |" for w in words) + "my archive }<file>" + ext
    names = "|".join(words)
    return {
        "do": f"""
@unp {F}{{||||| here| in this @dir| into the current @dir| into this @dir| to the current @dir}}
@unp {F}
@unp the {{{names}}} <file>{ext}
@unp {{a|the|this|my}} {{{names}|archive|file}}{{ called| named|,|:|}} <file>{ext}
get {{the files|everything|the contents|the content|what is in it}} out of {F}
use tar to {{extract|unpack|decompress|open|expand}} {F}
take <file>{ext} apart
{{tar|tar -x}} {{extract|unpack}} {F}
restore {{the files|everything|the backup}} from {F}
{{dump|pour}} the contents of <file>{ext} here
{{get|have}} {F} {{unpacked|extracted|untarred}}
{{unwrap|unbundle|unroll|inflate|explode}} {F}
{{extract|unpack}} {{all |the |all the |}}files {{from|in|out of}} {F}{{| here}}
{{un-tar|un-pack}} {F}
""",
        "ask": f"""
what do I do with <file>{ext} to {{unpack|extract|open}} it
{{I have|I downloaded|I got|there is}} {{|an archive |an archive called |a file }}<file>{ext}@then {{unpack|extract|open|untar|decompress}} it{{| here}}
how can {F} be @unpd
{{I want|I need|I'd like}} {{the files in|the contents of|what is in|the files from}} <file>{ext}{{| here| unpacked}}
{{I want|I need}} {F} @unpd
<file>{ext} should be @unpd{{| here}}
which command {{unpacks|extracts|opens}} {F}
""",
        "key": f"""
{{untar|extract|unpack|decompress|uncompress|open}} <file>{ext}
<file>{ext} {{extract|unpack|untar|extraction|unpacking|open}}
{tool} {{extract|unpack}} <file>{ext}
{{extraction|unpacking}} of <file>{ext}
{{untar|extract|unpack}} {{{names}}} <file>{ext}
""",
    }


W["tar-plain-extract"] = _extract(".tar", ["tar", "tar file", "tar archive", "uncompressed tar", "plain tar", "plain tar file"], "tar")
W["tar-xz-extract"] = _extract(".tar.xz", ["tar.xz", "tar.xz file", "tar.xz archive", "xz tarball", "xz archive", "xz compressed tar", "txz"], "{tar|tar xz|xz}")

W["tar-xz-create"] = {
    "do": """
{compress|pack|archive|bundle|pack up|put|turn|package|wrap|stuff|squeeze|tar|tar up} @D {into|in|as|to} {a|an|one|a single} {tar.xz|.tar.xz|tar.xz file|tar.xz archive|xz tarball|xz-compressed tar|xz compressed tarball|txz|xz archive|.tar.xz file|tar with xz compression|xz-compressed archive}
{make|create|build|produce|generate|write} {a|an} {tar.xz|.tar.xz|tar.xz file|tar.xz archive|xz tarball|xz-compressed tar|xz compressed tarball|txz|xz archive|.tar.xz file|tar archive with xz} {of|from|out of|with|for|containing} @D
{compress|pack|archive|tar|tar up} @D {with|using} {xz|tar and xz|xz compression|tar with xz|the xz compressor|LZMA (xz)|xz instead of gzip|tar and the xz format|tar, xz compressed}
{tar|archive|pack} @D and {compress it with xz|xz it|compress the result with xz|use xz compression|run xz on it}
{back up|save|store|backup} @D {as|in|into|to} {a|an} {tar.xz|xz tarball|tar.xz file|.tar.xz|xz-compressed tar}
{make|create|build} an xz {tarball|archive|tar} {of|from|out of} {everything in |the whole of |all of |}@D
{compress|pack} {everything in|the whole|the entire|all of|the contents of} @D {into|as|to} {a tar.xz|an xz tarball|a .tar.xz file|a tar.xz archive}
{turn|convert|transform} @D into {a tar.xz|an xz tarball|a .tar.xz|a tar.xz archive}
use {xz|tar with xz|tar and xz} to {compress|pack|archive} @D{| into a tarball}
create {an archive|a compressed archive|a tarball} of @D {in|with|using} {tar.xz format|xz|xz compression|the tar.xz format|the format tar.xz}
get a {tar.xz|.tar.xz|tar.xz file} of @D
{produce|prepare|assemble} a tar.xz {with|of|from|containing} @D
{compress|pack} @D as {small|tightly|well|strongly} as {possible|tar.xz allows}{,| -| and} {tar.xz|with xz|into a tar.xz|as tar.xz}
""",
    "ask": """
@D should {be packed into|become|be compressed into|be archived as|go into} a {tar.xz|.tar.xz|tar.xz file|tar.xz archive}
@iwant a {tar.xz|.tar.xz|tar.xz archive|tar.xz file} {of|from|with|containing} @D
{I want|I need|I'd like} @D {as a tar.xz|packed into a tar.xz|compressed with xz|in a tar.xz|in an xz tarball}
how can @D be {packed|compressed|archived} {into a tar.xz|with xz|as a tar.xz}
@hasd@then {pack|compress|turn|archive} it {into|as} a {tar.xz|tar.xz file|tar.xz archive|.tar.xz}
""",
    "key": """
{tar.xz|.tar.xz|xz tarball|tar xz} {of|from} {@dir |}<dir>
{create|make|compress to|pack to} {tar.xz|xz tarball} {of |from |}<dir>
{compress|pack|archive|tar} <dir> {with xz|xz|tar.xz|as tar.xz|to tar.xz|into tar.xz}
<dir> {to|as|into} {tar.xz|.tar.xz|a tar.xz|xz tarball}
xz {compress|tar|tarball|archive} {of |}{@dir |}<dir>
""",
}
W["tar-xz-create"]["do"] = W["tar-xz-create"]["do"].replace("LZMA (xz)|", "xz, not gzip|")

W["unzip-to"] = {
    "do": """
@unz {|||the archive |the zip |the zip file |everything from |the contents of |the files in |my zip |the zip archive }<file>.zip {into|to|in|inside|under|over to} {@D|<dir>|<dir>|the target @dir <dir>|the @dir <dir>}
@unz {the |}{archive|zip|zip file|zip archive} <file>.zip {into|to|in|so that the files land in|with target|with the destination|with its files going to|, putting the files in} {@D|<dir>}
@unz <file>.zip{,| but| and| -} {not here but |}{in|into|to|put everything in|put the files in|put the contents in|place the files under} {@D|<dir>}
{put|place|drop|install|restore} the {contents|files} of {the archive |the zip |the zip file |}<file>.zip {into|in|under} {@D|<dir>}
use unzip to {extract|unpack|decompress|open} <file>.zip {into|to|in} {@D|<dir>}
use {@D|<dir>} as the {target|destination|output @dir} {for|when} {extracting|unpacking|unzipping} <file>.zip
{get|take} {the files|everything|the contents} out of <file>.zip {and put them into|into|and place them in} {@D|<dir>}
{fill|populate} {@D|<dir>} with {the contents|the files|what is} {of|in} <file>.zip
go to {@D|<dir>} and {extract|unpack|unzip} <file>.zip there
{extract|unpack|unzip} {into|to} {@D|<dir>} {the archive |the zip |the file |}<file>.zip
{choose|set|change} {@D|<dir>} as the {target|destination} and {extract|unpack|unzip} <file>.zip
{extract|unpack|unzip} {a|the} {zip|zip file} to {a|another|a certain|a given|some other} {directory|folder|place}{:|,} <file>.zip {to|into|in} <dir>
unzip <file>.zip to <dir>
""",
    "ask": """
{the contents of |the files in |}<file>.zip should {go|be unpacked|be extracted|be unzipped|end up|land} {into|in} {@D|<dir>}
{I want|I need|I'd like} {the contents of |the files in |}<file>.zip {in|inside|unpacked into|extracted to|unzipped into} {@D|<dir>}
how can <file>.zip be {extracted|unpacked|unzipped} {into|to|in} {@D|<dir>}
{I have|there is|I downloaded|I got} {|the archive |the zip |a zip }<file>.zip@then {extract|unpack|put|unzip} it {into|in|to} {@D|<dir>}
in {@D|<dir>}, how do I {extract|unpack|unzip} {what is in |}<file>.zip
""",
    "key": """
{extract|unzip|unpack|decompress} <file>.zip {to|into|in|->} <dir>
unzip <file>.zip {to |into |}{@dir |}<dir>
<file>.zip {to|into|in|extract to|unpack into|unzip to} {@dir |}<dir>
{extraction|unpacking} of <file>.zip {to|into} <dir>
unzip {to|into} <dir>: <file>.zip
""",
}

W["gzip"] = {
    "do": """
gzip {|the file |file |the single file |my file |}{<file>|<file>|@F}
{compress|shrink|pack|squeeze|deflate} {|the file |file |the single file |the one file |a single file, |just the file }<file> {with|using|by|via|with the help of} {gzip|gz|gzip compression|GNU zip|the gzip tool|GZIP}
{compress|shrink|pack|squeeze} {@F|the file <file>|the single file <file>|just the one file <file>}{| into a gz file| to gz| into a .gz| as gz| into a .gz file| to a gzip file}
{make|create|produce} a {gz|.gz|gzip|gzipped|gzip-compressed} {file|version|copy|archive} {of|from|out of} {@F|the file <file>|<file>}
{turn|convert|make} {@F|the file <file>} into {a gz|a .gz|a gz file|a gzip file|a .gz file|a gzipped file}
{run|use} gzip on {@F|<file>}
use gzip to {compress|shrink|make smaller|pack} {@F|<file>}
gzip-compress {@F|<file>}
make {the file |the single file }<file> {smaller|take less space}{,| with gzip| by compressing it| by compressing it with gzip| using gzip} 
{save|gain} space by {gzipping|compressing} {the file |the single file }<file>
{compress|gzip} {one|a|a single|this|this one|only one} file{:|,| -} <file>
{compress|pack} {@F|<file>} in {gzip|gz} format
have {the file |}<file> {gzipped|compressed with gzip}
apply gzip to {@F|<file>}
put {the file |}<file> through gzip
""",
    "ask": """
{the file |}<file> should be {gzipped|compressed with gzip|compressed to a gz|a .gz file|compressed with gz}
{I want|I need|I'd like} {the file |}<file> {gzipped|compressed with gzip|as a gz file|as .gz}
how can {the file |the single file |}<file> be {gzipped|compressed with gzip|compressed as a single file}
@has@then {compress it with gzip|gzip it|make a .gz of it|shrink it with gzip|compress it to a gz}
{the file |}<file> is too {big|large}{,|;|.} {compress it with gzip|gzip it|shrink it with gzip}
which command {gzips|makes a gz of} {@F|<file>}
""",
    "key": """
gzip {file |}<file>
{compress|shrink} {file |single file |}<file> {gzip|with gzip|gz|to gz}
{compress|compression of} {single file|one file|the file} <file>
<file> {gzip|to gz|to .gz|compress with gzip|as gz|gzipped}
gzip {compression|compress} {of |}<file>
gz {of|from} <file>
""",
}

W["gunzip"] = {
    "do": """
{decompress|unpack|uncompress|gunzip|expand|unzip|extract|ungzip|open|inflate|un-gzip} {|||the file |the gz |the gz file |the gzip file |the compressed file |file |the gzipped file |my file |the single compressed file }<file>.gz
{decompress|gunzip|unpack|uncompress|ungzip|expand|unzip} <file>.gz{| again| here| back to the original| to get the original file| to a normal file| in place| so that I get the plain file}
{get|restore|recover} the {original|plain|uncompressed|unpacked|normal} {file|version|text} {back |}{from|out of} <file>.gz
{turn|convert|change} <file>.gz {back |}{into|to} {the original|a normal file|the plain file|an uncompressed file|its original form}
{undo|reverse} the {gzip|compression|gzip compression} of <file>.gz
{run|use} gunzip on <file>.gz
use {gunzip|gzip|gzip -d} to {decompress|unpack|expand|extract} <file>.gz
{decompress|unpack|uncompress} {a|the|this|my} {gz|.gz|gzip|gzipped} file{:|,| called| named|} <file>.gz
{remove|take off|undo} the {gzip |}compression {from|of} <file>.gz
{make|have} <file>.gz {uncompressed|decompressed|unpacked} {again|now|}
{gzip|gz} {decompress|unpack} <file>.gz
{replace|exchange} <file>.gz {by|with} {the decompressed file|its uncompressed version|what it holds unpacked}
{expand|inflate|blow up} {the gzip |the gz |}<file>.gz
""",
    "ask": """
<file>.gz should be {decompressed|unpacked|uncompressed|gunzipped|expanded}
{I want|I need|I'd like} <file>.gz {decompressed|unpacked|uncompressed|gunzipped|expanded}
how can <file>.gz be {decompressed|unpacked|uncompressed|opened|extracted}
{I have|there is|I got|I downloaded|somebody sent me} {|a file |a gz file |the file |a compressed file }<file>.gz@then {decompress|unpack|gunzip|uncompress|expand|unzip} it
what do I do with <file>.gz to {unpack|decompress|uncompress|gunzip} it
which command {decompresses|unpacks|uncompresses} <file>.gz
<file>.gz is {compressed|gzipped|a gzip file|packed}{,|;|.} {decompress|unpack|uncompress} it
""",
    "key": """
gunzip <file>.gz
{decompress|unpack|uncompress|extract|unzip|ungzip} {file |gz |gz file |}<file>.gz
<file>.gz {decompress|unpack|gunzip|decompression|uncompress|unzip}
{decompression|unpacking|expansion} of <file>.gz
gzip {decompress|decompression of|unpack} <file>.gz
""",
}

MACROS["stay"] = "{without {unpacking|decompressing|extracting|uncompressing|expanding} it{| first| on disk|}|without {unpacking|decompressing|gunzipping} the file|and leave it {compressed|packed|as it is}|while it stays compressed|but keep it {compressed|packed}|directly|without a decompressed copy|straight from the compressed file|and {don't|do not} unpack it|, not unpacking it}"
W["zcat"] = {
    "do": """
@put {the |}{contents|content|text|lines} {of|in} {|the file |the gz file |the compressed file |the gzipped file |the gzip }<file>.gz{||| @stay| @stay}
@put {|the file |the gz file |the compressed file |the gzipped file |the gzipped text }<file>.gz @stay
@put what {is in|is inside|stands in|the text is in} {|the file |the gz file |the compressed file |the gzipped file }<file>.gz{|| @stay| @stay}
{read|view|cat|look at|look into|look inside|peek into} {|the file |the gz file |the compressed file |the gzipped file |the compressed log |the gzipped log }<file>.gz{| @stay| @stay}
cat {|the compressed file |the gzipped file |the gz |}<file>.gz
{print|dump|write|output} {the decompressed contents of |the uncompressed text of |}<file>.gz {to|on} {the screen|the terminal|stdout|standard output}{| @stay}
zcat <file>.gz
use zcat {on|to read|to show|to print|to view} <file>.gz
{decompress|uncompress|gunzip|unpack} <file>.gz {to|onto|on} {stdout|the screen|standard output|the terminal} {only|and keep the file|without writing a file|and not to a file|}
{see|find out|check|know} what <file>.gz {says|contains|has in it}{|| @stay}
{read|show} {a|the|this|my} {gz|gzipped|compressed|gzip compressed} {log|file|text file|log file}{:|,| called| named|} <file>.gz{| @stay}
{display|show|view} the {text|log|data} {inside|in} <file>.gz{| @stay}
{have|get} a look {at|into} {the contents of |}<file>.gz{|| @stay}
""",
    "ask": """
what is {in|inside|written in} {|the file |the gz file |the compressed file |the gzipped file }<file>.gz{|| @stay}
what's {in|inside} {|the file |the gz file |the compressed file |the gzipped log }<file>.gz{|| @stay}
what {does|text does} <file>.gz {say|contain|have in it}{|| @stay}
{I want|I need|I'd like} {to read|to see|to look at|to view} {the contents of |the text in |}<file>.gz{| @stay| @stay}
{I have|there is|I got} {|a file |a gz file |a compressed log |the compressed file }<file>.gz@then {read it|see what is in it|print its contents|view it|show its contents} @stay
can I {read|view|see|print|cat} {the contents of |}<file>.gz @stay
how can <file>.gz be {read|viewed|shown|printed} @stay
""",
    "key": """
zcat <file>.gz
{contents|content|text} of <file>.gz{| @stay}
{read|view|show|print|cat|display} <file>.gz{| contents| @stay}
<file>.gz {contents|view|cat|print|read|show} {without unpacking|without decompressing|without extracting|}
cat {gz|gzipped|compressed} {file |}<file>.gz
{view|read|print} {compressed|gzipped|gz} {log|file} <file>.gz
""",
}

# --- permissions -------------------------------------------------------------------------------

MACROS.update({
    "recp": "{recursively|and everything in it|and all in it|with everything in it|and all files in it|and everything below it|and all its contents|with all files and subfolders|including everything inside|down the whole tree|and all that is in it|and its contents|including all files in it|and whatever is below|and all files and folders inside|including subdirectories|with all its contents}",
    "all1": "{everything in|all files in|all files below|everything below|everything under|all files and folders in|the whole @dir|the whole tree|the entire @dir|everything inside|all that is in|the tree|all of}",
    "ro": "{read-only|read only|readonly|write-protected|write protected|unwritable|not writable|non-writable}",
    "acct": "{user|user|account|user account|login|account for}",
})

W["chmod"] = {
    "do": """
{set|change|modify|put|switch|alter|adjust|update} {the |}@perm {of|on|for} {@F|<file>} to {<mode>|<mode>|mode <mode>|octal <mode>}
{set|change|switch} {@F|<file>} to {mode |@perm |}<mode>
chmod {@F|<file>} {to|with|as} <mode>
chmod <mode> {on |for |the file |}<file>
{give|assign} {@F|<file>} {the |}{@perm} <mode>
{give|assign|apply|grant} {@perm|the @perm|mode} <mode> {to|on} {@F|<file>}
{make|have} {@F|<file>} {mode |}<mode>
{make|have} {the |}@perm {of|on} {@F|<file>} {be |}<mode>
{set|apply|use} {mode|@perm|the octal mode} <mode> {on|for|to} {@F|<file>}
{put|apply} <mode> {on|to} {@F|<file>}{| as its mode| as permissions}
use chmod to {set|give|change|apply} <mode> {on|to|for} {@F|<file>}
{set|change} {a|one|a single|the} file's {@perm}{:|,} {<file> to <mode>|<file> should be <mode>}
{restrict|open} {@F|<file>} to {mode |permissions |}<mode>
run chmod <mode> on {@F|<file>}
""",
    "ask": """
{@F|<file>} should {have|get|be|be set to|have the} {@perm |mode |}<mode>
{the @perm|the mode|permissions} {of|on|for} {@F|<file>} should be <mode>
{I want|I need|I'd like} {@F|<file>} {to have|with|to be|set to} {@perm |mode |}<mode>
@has@then {set its @perm to|change its @perm to|give it mode|chmod it to|set it to} <mode>
how can the @perm of {@F|<file>} be {set|changed} to <mode>
{@F|<file>} needs {@perm|mode|chmod} <mode>
""",
    "key": """
chmod {<mode> <file>|<file> <mode>|<file> to <mode>}
{@perm|mode} <mode> {for|on|to} <file>
{@perm} of <file> {to|=|:} <mode>
<file> {to|mode|permissions|chmod} <mode>
set <file> {to |mode |}<mode>
{set|change} @perm <mode> <file>
""",
}

W["chmod-recursive"] = {
    "do": """
{set|change|modify|put|switch|alter|adjust} {the |}@perm {of|on|for} {@D|<dir>} @recp to {<mode>|<mode>|mode <mode>}
{set|change|modify|switch} {the |}@perm {of|on|for} @all1 {<dir>|<dir>} to {mode |}<mode>
recursively {set|change|chmod} {the @perm of |}{@D|<dir>} to <mode>
chmod {@D|<dir>} @recp {to|with} <mode>
chmod {recursively |}@all1 <dir> {to|with} <mode>
chmod <mode> recursively {on|for|in} {@D|<dir>}
{give|assign} @all1 <dir> {the @perm|mode|@perm} <mode>
{give|assign} {@D|<dir>} @recp {the @perm|mode|@perm} <mode>
{apply|set|use} {@perm|mode|the mode} <mode> {to|on|for} @all1 <dir>
{apply|set|use} {@perm|mode|the mode} <mode> {to|on|for} {@D|<dir>} @recp
{make|have} @all1 <dir> {mode |}<mode>
{set|change} {@D|<dir>} @recp to {mode |}<mode>
use chmod to set <mode> {recursively on|on everything in|on all of} {@D|<dir>}
run a recursive chmod <mode> on {@D|<dir>}
{set|change} {every file|each file|all files} {in|under|below} {@D|<dir>} to {mode |}<mode>
""",
    "ask": """
{@D|<dir>} @recp should {have|get|be|be set to} {@perm |mode |}<mode>
@all1 <dir> should {have|get|be} {@perm |mode |}<mode>
{the @perm|permissions} {of|on} @all1 <dir> should be <mode>
{I want|I need|I'd like} @all1 <dir> {to have|with|to be|set to} {@perm |mode |}<mode>
@hasd@then {set the @perm of all in it to|change everything in it to|give everything in it mode|recursively chmod it to} <mode>
""",
    "key": """
chmod recursive{|ly} {<mode> <dir>|<dir> <mode>|<dir> to <mode>}
recursive chmod {<mode> {on |}<dir>|of <dir> to <mode>}
{@perm|mode} <mode> {for|on} {everything in|all in|all files in|everything below|the whole of} <dir>
<dir> {recursively|and contents|recursive|and everything in it} {to|mode|permissions|chmod} <mode>
set @perm <mode> {recursively on|recursively for|recursive} <dir>
""",
}

W["chmod-readonly"] = {
    "do": """
{make|set|turn|mark|render|switch|change} {@F|<file>} {to |as |}@ro
{make|set|mark} {@F|<file>} @ro {for everyone|for all|for everybody|, also for me|for all users|so that nobody can change it}
{remove|take away|revoke|drop|clear|strip|withdraw} {the |all |}write {permission|permissions|access|rights|bit|bits|right} {from|of|on|for} {@F|<file>}
{remove|take away} the write {permission|bit} from {@F|<file>} {for everyone|for all|for all users}
{write-protect|write protect} {@F|<file>}
{protect|guard|secure|lock} {@F|<file>} {against|from} {writing|changes|being changed|modification|overwriting|being overwritten|accidental changes|edits|editing|write access}
{forbid|prevent|disallow|block|stop} {writing to|changes to|changing|editing|modifying|write access to|any writing to|overwriting} {@F|<file>}
{deny|refuse} {everyone|all users|everybody} write {access|permission} to {@F|<file>}
{make|let} {sure |}{@F|<file>} {cannot|can't|can not} be {changed|written|modified|overwritten|edited|written to}
{make|set} it so that {nobody|no one} can {write to|change|modify|edit|overwrite} {@F|<file>}
{allow|permit} only reading {of|on} {@F|<file>}
{let|allow} {everyone|people|users|all} only {to read|read} {@F|<file>}, {not write it|not change it|no writing}
use chmod to make {@F|<file>} @ro
{turn|switch} off {writing|write permission|write access} {for|to|on} {@F|<file>}
{lock|freeze} {the file |}<file>{| so that it can't be changed| against writing}
""",
    "ask": """
{@F|<file>} should {be|become} @ro
{@F|<file>} should not be {writable|changed by anyone|writable any more|modifiable|editable|writeable}
{nobody|no one} {should|shall|must|may} {be able to |}{write to|change|modify|edit|overwrite} {@F|<file>}
{I want|I need|I'd like} {@F|<file>} {to be |}@ro
@has@then {make it read-only|make it read only|write-protect it|protect it from changes|remove its write permission}
how can {@F|<file>} be {made read-only|write-protected|protected from changes}
""",
    "key": """
@ro {file |}<file>
{make|set|chmod} <file> @ro
<file> {@ro|remove write permission|no write permission}
{remove|no} write {permission|access|bit} {on|from|for} <file>
write {protect|protection|protection of} <file>
chmod {read-only|read only|readonly|no write} <file>
""",
}

W["chmod-private"] = {
    "do": """
{let|allow} only {me|the owner|myself|my user} {to |}{read and write|read or write|read and change|access|open and edit|use|see and edit|read} {@F|<file>}
make {@F|<file>} {private|private to me|accessible only to me|accessible only by me|readable only by me|readable and writable only by me|secret|readable only for me|readable and writable by the owner only|invisible to others|unreadable for others|only mine|unreadable by other users|for my eyes only|inaccessible to others|owner-only}
{hide|protect|lock|shield|keep} {@F|<file>} {from|away from} {other users|others|everyone else|everybody else|anyone else|all other users|the others|prying eyes}
{make|ensure} {sure |}{that |}{nobody else|no one else|no other user|only I|only the owner} can {read|read or write|access|open|see|read and write} {@F|<file>}
{remove|take away|revoke|deny|drop} {all |any |}{access|permissions|rights} {to|on|of} {@F|<file>} {for|from} {others|everyone else|everybody but me|group and others|all other users|everyone but me|the group and others|anyone but me}
{restrict|limit} {access to |the permissions of |the rights on |}{@F|<file>} to {me|myself|the owner|only me|my user|the owner only|just me}
{prevent|stop|keep|block|forbid} {others|other users|everyone else|anybody else|other people} from {reading|seeing|opening|accessing|reading or writing} {@F|<file>}
{give|grant} {read and write|read/write|reading and writing} {access|permission|permissions} {on|to|for} {@F|<file>} {only to me|to me only|to the owner only|only to the owner|to nobody but me|just to me}
{deny|refuse} {others|everyone else|all others} access to {@F|<file>}
set {@F|<file>} to {owner read and write only|private|read and write for the owner only|be private|rw for me only|only me}
{set|change} the permissions of {@F|<file>} so that {only I can read and write it|nobody else can read it|others have no access|only the owner has access|it is private}
{secure|protect} {my |the |}{key|private key|secret|password|secret file|config} {file |in |}<file>{| so that only I can read it| from other users| against other users|, only I may read it}
use chmod to {make <file> private|keep others out of <file>|let only me read <file>}
{keep|lock} {others|everyone else|other users} out of {@F|<file>}
""",
    "ask": """
{@F|<file>} should {be|become} {private|readable only by me|accessible only to me|only for me|readable and writable only by me|mine alone}
only {I|the owner|my user} {should|shall|may|must} {be able to |}{read and write|read|access|open|see} {@F|<file>}
{nobody else|no one else|no other user|nobody but me|nobody except me} {should|shall|may|must} {be able to |}{read|read or write|open|access|see} {@F|<file>}
others {should not|must not|shall not} {be able to |}{read|see|access|open} {@F|<file>}
{I want|I need|I'd like} {@F|<file>} {to be |}{private|only for me|readable only by me|hidden from others}
@has@then {make it private|let only me read and write it|hide it from other users|keep others from reading it|restrict it to me}
{other users|others|everyone} can read {@F|<file>}{,|;|.} {stop that|forbid that|make it private|only I should|change that so that only I can}
""",
    "key": """
{private|owner-only|owner only} {file |permissions for |access to |}<file>
{make|chmod|set} <file> {private|owner only|private to me|readable only by me}
<file> {private|only for me|only readable by me|owner only|only owner read write|no access for others}
{only me|only owner|owner only} {read write|access|read and write} {to |on |for |}<file>
{no access|no permissions} for others {on|to} <file>
{restrict|limit} <file> to {me|owner}
""",
}

W["ls-permissions"] = {
    "do": """
@get {the |}{@perm|permissions|rights} {of|on|for} {@F|<file>}
@get {the |}{@perm|permissions} and {the |}{owner|owner and group|group|ownership} {of|on|for} {@F|<file>}
@get {the |}{owner and permissions|owner and mode|owner|owner and group|owning user|ownership} {of|for} {@F|<file>}
@get who {owns|is the owner of|has access to|can read|may read|can write|may write to|can access|may access|is allowed to read} {@F|<file>}
@get {who owns|the owner of} {@F|<file>} and {what|which} @perm it has
@get {which|what} {@perm|permissions} {@F|<file>} has
@get how the @perm of {@F|<file>} are set
check {the |}{@perm|permissions|ownership|owner|owner and permissions} {of|on|for} {@F|<file>}
check {who owns|who can read|who can write to|who may read} {@F|<file>}
{see|check|find out} {if|whether} {@F|<file>} is {executable|writable|readable|readable by others|world-readable|writable for me|readable for everyone}
look at {the |}{@perm|permissions|owner} of {@F|<file>}
list {@F|<file>} with {its |}{permissions|@perm|owner and permissions|permissions and owner}
use ls to {see|show} {the |}{permissions|owner|rights} of {@F|<file>}
{see|find out} what {I|others|users|everyone} {can|may|am allowed to|are allowed to} do with {@F|<file>}
ls long {for |of |}{the file |}<file>
{inspect|view|verify} the {@perm|ownership} of {@F|<file>}
""",
    "ask": """
{what|which} {are the |}{@perm} {are set on|of|on|are on|are on the file} {@F|<file>}
{what|which} @perm {does|has} {@F|<file>} {have|got|}
what is the {mode|owner|permission|file mode|owner and group|ownership} of {@F|<file>}
who {owns|is the owner of|has access to|can read|may read|can write to|may write|can access|can change|is allowed to read} {@F|<file>}
to whom does {@F|<file>} belong
which {user|user and group|owner} {owns|has|does} {@F|<file>}{| belong to}
is {@F|<file>} {executable|writable|readable by others|world-readable|readable for everyone|writable for me}
@has@then {see its permissions|check its permissions and owner|see who owns it|see its rights|show its permissions}
who does {@F|<file>} belong to
""",
    "key": """
{@perm|permissions} {of|on|for} {<file>|@F}
{owner|owner and permissions|permissions and owner|ownership} {of|for} {<file>|@F}
<file> {permissions|rights|owner|mode|ownership|permissions and owner}
{show|check|view|list|get} {permissions|rights|owner|mode} {of |for |on |}<file>
who owns <file>
ls permissions {of |}<file>
""",
}
W["ls-permissions"]["ask"] = W["ls-permissions"]["ask"].replace("which {user|user and group|owner} {owns|has|does} {@F|<file>}{| belong to}", "which {user|user and group|owner} does {@F|<file>} {belong to|have}").replace("{what|which} @perm {does|has} {@F|<file>} {have|got|}", "{what|which} @perm {does {@F|<file>} have|has {@F|<file>}|has {@F|<file>} got}").replace("{what|which} {are the |}{@perm} {are set on|of|on|are on|are on the file} {@F|<file>}", "{what are the @perm {of|on}|which @perm are {set |}on|what are the {rights|permissions} on} {@F|<file>}")

W["chown-file"] = {
    "do": """
{make|let|have} @U {the |be the |become the |}@owner of {the file <file>|the file <file>|<file>|@F}
{change|set|switch|transfer} {the |}{@owner|ownership} of {the file <file>|the file <file>|<file>|@F} to @U
{give|hand|hand over|pass|transfer|assign} {the file <file>|the file <file>|<file>|@F} to @U
{give|hand|hand over|pass|grant} {the |}ownership of {the file <file>|the file <file>|<file>|@F} to @U
{give|hand|grant} @U {the file <file>|ownership of <file>|the ownership of the file <file>}
chown {the file |the single file |}<file> to {@U|<user>}
change who owns {the file <file>|<file>|@F}{: it should be|; make it|, to} @U
{make|have} {the file <file>|the single file <file>|<file>} {belong to|be owned by|owned by} @U
{change|set} the @owner of {one|a single|just the one|only the} file{,|:|} <file>{,|} to @U
{set|assign|put} @U as {the |}{new |}@owner of {the file <file>|<file>|@F}
assign {the file |}<file> to @U
let @U own {the file <file>|<file>|@F}
use chown to {give|make|set|hand} {the file <file> to <user>|<user> the owner of <file>|<file> over to <user>}
{transfer|move} {the |}ownership of {the file |}<file> {from me|from root|from the current owner|} to @U
""",
    "ask": """
{the file <file>|the file <file>|<file>} should {belong to|be owned by|become the property of|have the owner} @U
@U should {own|be the owner of|become the owner of|be owner of} {the file <file>|the file <file>|<file>|@F}
the owner of {the file <file>|<file>|@F} should be @U
{I want|I need|I'd like} {the file <file>|<file>} to {belong to|be owned by} @U
@has@then {give it to|make it belong to|change its owner to|chown it to|hand it over to} @U
{the file |}<file> {belongs to root|is owned by root|has the wrong owner}{,|;|.} {it should belong to|change the owner to|make it belong to|give it to} @U
how can {the file |}<file> be given to @U
""",
    "key": """
chown {file |}<file> {to |}<user>
chown <user> {file |}<file>
{owner|ownership} of {file |the file |}<file> {to|=>|:|->} <user>
<file> {owner|to be owned by|change owner to|owned by|belongs to} <user>
{change|set} {file |}owner {of |}<file> {to |}<user>
<user> {as owner|owner|new owner} of {file |the file |}<file>
""",
}

W["chown-group"] = {
    "do": """
{make|let|have} @U {the |be the |become the |}@owner and @G the group of {@F|<file>}
{change|set|switch} {the |}{owner and group|owner and the group|ownership|user and group|owner:group} of {@F|<file>} to {the user <user> and the group <group>|<user> and <group>|<user>:<group>|user <user> and group <group>|<user> and group <group>|<user> in group <group>}
{change|set} the owner of {@F|<file>} to {@U|<user>} and {its|the} group to {@G|<group>}
{give|hand over|hand|assign|pass|transfer} {@F|<file>} to {the user <user> and the group <group>|user <user> and group <group>|<user> and the group <group>|<user> and group <group>|<user>:<group>}
chown {@F|<file>} to {<user> and <group>|<user>:<group>|user <user> and group <group>|<user> and group <group>}
chown <user>:<group> {on |for |}{the file |}<file>
{make|have} {@F|<file>} {belong to|be owned by|owned by} {the user <user> and the group <group>|user <user> and group <group>|<user> and the group <group>|<user>:<group>|<user> and group <group>}
{change|set} both {the |}owner and {the |}group of {@F|<file>}{,|:| to} {<user> and <group>|<user>:<group>|user <user> and group <group>|owner <user>, group <group>}
{set|assign|put} {<user>|@U} as {the |}owner and {<group>|@G} as {the |}group {of|on|for} {@F|<file>}
{set|change} the group of {@F|<file>} to {@G|<group>} and {its|the} owner to {@U|<user>}
use chown to {set|make} {the owner <user> and the group <group>|owner <user> and group <group>|<user> owner and <group> group} {of|on|for} {@F|<file>}
{give|grant} @U and @G {the |}ownership of {@F|<file>}
let @U own {@F|<file>} with {the |}group <group>
""",
    "ask": """
{@F|<file>} should {belong to|be owned by} {the user <user> and the group <group>|user <user> and group <group>|<user> and the group <group>|<user>:<group>|<user> and group <group>}
the owner of {@F|<file>} should be {@U|<user>} and {the|its} group {@G|<group>}
{@F|<file>} should have {the owner <user> and the group <group>|owner <user> and group <group>|<user> as owner and <group> as group}
{I want|I need|I'd like} {@F|<file>} to {belong to|be owned by} {<user> and group <group>|<user>:<group>|user <user> and group <group>|the user <user> and the group <group>}
@has@then {give it to|make it belong to|chown it to} {user <user> and group <group>|<user>:<group>|<user> and the group <group>}
{@U|<user>} should be the owner and {@G|<group>} the group of {@F|<file>}
""",
    "key": """
chown {<user>:<group> <file>|<file> to <user>:<group>|<file> <user>:<group>}
{owner and group|owner <user> and group <group> for|owner|ownership} {of |}<file>
{owner|user} <user>{,| and} group <group> {for|of|on|to} {file |}<file>
<file> {owner|user} <user>{,| and} group <group>
<file> {to|owned by|owner and group} <user>:<group>
{set|change} owner and group of <file> to {<user>:<group>|<user> and <group>}
<user>:<group> {as owner of|owner of|for} <file>
""",
}
W["chown-group"]["key"] = W["chown-group"]["key"].replace("{owner and group|owner <user> and group <group> for|owner|ownership} {of |}<file>\n", "")

W["groups"] = {
    "do": """
@get {which|what} groups @U {is in|is a member of|belongs to|is part of|has|is in}
@get {the |all |all the |the list of |a list of }{groups|group memberships|memberships|unix groups|linux groups} {of|for|that belong to} @U
@get {the |all |all the |}groups {that |}@U {is in|belongs to|is a member of|is part of|has been added to}
list {the |all |}{groups|group memberships|memberships} of @U
list {the |all |}groups {that contain|with|containing|that have|having} @U {|as a member|in them|among their members}
check {which|what} groups @U {is in|belongs to|is a member of}
check the {groups|group membership|group memberships|memberships} of @U
see {in |}{which|what} groups {@U|<user>} is{| in}
find {all |the |}groups {of|that include|with} @U
use groups to see {the memberships|the groups|what groups there are} of @U
find out {about |}the {groups|group membership|memberships} of @U
look up {the |}{groups|group memberships|memberships} of @U
{see|check|find out} {whether|if} @U is in {the right|the correct|any} groups
run groups {for|on} @U
tell me all about the group membership of @U
""",
    "ask": """
{which|what} groups {is|does} {@U|<user>|<user>} {in|a member of|belong to|part of|in right now}
in {which|what} groups is {@U|<user>}
of {which|what} groups is {@U|<user>} a member
{which|what} groups {has|does} {@U|<user>} {have|got}
what are the {groups|group memberships|memberships} of {@U|<user>}
to {which|what} groups does {@U|<user>} belong
{which|what} {linux |unix |}groups {contain|have|include} {@U|<user>}
is {@U|<user>} in any groups{|, and which}
what is the group membership of {@U|<user>}
{which|what} groups {was|has} {@U|<user>} {added to|been added to}
""",
    "key": """
groups {of |for |}{@U|<user>}
{group memberships|memberships|group membership|group list|user groups} {of|for} {@U|<user>}
<user> {groups|group membership|memberships|group list}
{list|show|check|all} groups {of|for} {user |}<user>
which groups {has |user |for |}<user>
member of which groups: <user>
""",
}
W["groups"]["ask"] = W["groups"]["ask"].replace("{which|what} groups {is|does} {@U|<user>|<user>} {in|a member of|belong to|part of|in right now}", "{which|what} groups {is {@U|<user>} {in|a member of|part of|in now}|does {@U|<user>} belong to}").replace("{which|what} groups {has|does} {@U|<user>} {have|got}", "{which|what} groups {does {@U|<user>} have|has {@U|<user>}|has {@U|<user>} got}").replace("{which|what} groups {was|has} {@U|<user>} {added to|been added to}", "{which|what} groups {was {@U|<user>} added|has {@U|<user>} been added} to")

W["usermod-group"] = {
    "do": """
{add|put|append|assign|join|include|enroll|enlist} {@U|<user>} {to|into|in} {@G|<group>|the group <group>}
{make|let|have} {@U|<user>} {a member of|become a member of|be in|be a member of|join|part of|be part of} {@G|<group>|the group <group>}
{give|grant} {@U|<user>} {membership in|membership of|access to} {@G|the group <group>}
{give|grant} {@U|<user>} the {group |}rights of the group <group>
{give|assign} {@U|<user>} the {additional |extra |supplementary |further |}group <group>
{add|append} {@G|the group <group>} to {@U|<user>|the groups of <user>|<user>'s groups|the user <user>}
{add|append} the {additional |extra |supplementary |}group <group> {to|for} {@U|<user>}{| and keep the other groups| without removing the others}
{add|put} {a|the|an existing} user to a group{:|,} {<user> to <group>|user <user>, group <group>}
use usermod to {add|put} {@U|<user>} {to|into} {@G|<group>}
{extend|change} the groups of {@U|<user>} {by|to include} <group>
add <user> as {a |}{member|group member} {to|of} {@G|<group>}
{get|bring} {@U|<user>} into {@G|the group <group>}
{add|join} {@U|<user>} to {the group|group} <group> {as well|too|also|in addition|, keeping the other groups}
add to {@G|the group <group>} {@U|the user <user>}
""",
    "ask": """
{@U|<user>} should {be in|be a member of|join|belong to|become a member of|be added to|be put into|also be in|get into} {@G|the group <group>|<group>}
{I want|I need|I'd like} {@U|<user>} {in|to be in|added to|to be a member of|to join} {@G|the group <group>|<group>}
how can {@U|<user>} {be added to|join|become a member of|get into|be put into} {@G|the group <group>}
{@G|the group <group>} should {have|include|contain|get} {@U|<user>} as a {member|new member}
{@U|<user>} {is not in|is missing from|isn't in|needs to be in|must be in} {@G|the group <group>}{|, add|, how do I add them|; please change that|, change that}
{the |}user <user> needs {the rights of |}the group <group>
""",
    "key": """
add {user |}<user> to {group |}<group>
usermod {add |group |}<user> {to |}<group>
<user> {to|into|in|join|add to} {the |}group <group>
{group|membership in} <group> for {user |}<user>
{new |}member <user> {of|for|in} {group |}<group>
{group membership|add group} <group> {to |for |of |}<user>
""",
}

W["useradd"] = {
    "do": """
{create|add|make|set up|register|open|establish} {the |a |a new |a new |an |new }{@acct|user|user|user account} {called |named |with the name |}<user>
{create|add|make|set up|open} {an|a new|a|the} account for {@U|<user>}
{create|add|make} {a|the|a new} {user|account|linux user|local user|unix user|system user} {called |named |}<user>{| on this machine| on this system| with a home directory| and a home directory| on linux| with a home|, with home directory}
add <user> {as a new user|as a user|as user|to the users|to this machine|to the system as a user|as a user of this machine|to the users of this machine}
{create|make|add} {@U|<user>}{| with a home directory| and the home directory| with home| on this system}
{give|get} {@U|<user>} {an account|a new account|a user account|a login|a home and an account}{| on this machine| here| on this server}
useradd {the user |}<user>
use useradd to {create|add|make} {the user |}<user>
{let|allow} <user> {have|to have} an account {here|on this machine|on this server}
{add|create} {one more|another|a further} {user|account}{:|,| called| named} <user>
{register|introduce|set up} <user> as a {new |}user
{make|create} <user> a {user|user account|login|new account}
{create|add} a {login|user login} for <user>
""",
    "ask": """
{there should be|I need|I want|we need|I'd like} a {new |}{user|account|user account|linux user} {called|named|with the name} <user>
{@U|<user>} should {get|have|be given} an account{| on this machine| here}
{@U|<user>} {is new here|needs an account|needs a login|does not exist yet|needs a user account}{|, create it|, how do I create the user|, make one}
how can {the |a |a new |}user {named |called |}<user> be {created|added}
{someone|a person|a colleague|a new colleague|my friend} {called|named} <user> needs {an account|a user account|a login} {here|on this machine}
how is {a|the} user {named |called |}<user> {added|created}
which command {adds|creates|makes} the {new |}user <user>
""",
    "key": """
{create|add|new|make} user <user>
useradd <user>
{new |}{user|account|user account|login} {for |named |called |: |}<user>
{account|user} creation{:| for} <user>
<user>{,|:|} {new user|create user|add user|create account|new account}
{user|account} <user> {create|add|new|with home directory}
""",
}
W["useradd"]["key"] = W["useradd"]["key"].replace("{new |}{user|account|user account|login} {for |named |called |: |}<user>", "new {user|account|user account|login} {for |named |called |}<user>")

W["userdel"] = {
    "do": """
{delete|remove|erase|drop|get rid of|purge|kill off|wipe} {@U|the user <user>|the account <user>|the account of <user>|the user account of <user>} {and|with|together with|including|along with|and also} {the|the|their|his|her|its} {home directory|home|home folder|home dir|files|home directory too|data in the home directory}
{delete|remove|erase|drop|get rid of} {the user <user>|the account <user>|the account of <user>|the user account <user>|the user named <user>|the user called <user>|user <user>}
{delete|remove|erase|drop} {@U|<user>} {and everything that belongs to them|completely|with all their files|including all their files|with everything|from this machine|from this system|for good|with home directory|as a user|from the users}
{delete|remove|close} the {account|user account|login} {of|for} {@U|<user>}{| and the home directory| with the home directory| and its home| and all their files}
{delete|remove} a user{:|,| called| named} <user>{| and the home directory|, with home directory| with home}
userdel {the user |}<user>{| with home directory| and the home}
use userdel to {delete|remove} {the user |}<user>{| and the home directory| with the home directory}
{delete|remove} the home directory {of|and the account of} {the user |}<user> {and the account|and the user|too|as well as the account}
{delete|remove} {both |}{the user <user> and|the account of <user> and} {the|their} home directory
throw {the user |}<user> {out|off this machine|off the system}{| with all files| and delete the home directory}
{clean up|clear} {the user|the account} <user>{| with its home directory| and all that belongs to it}
""",
    "ask": """
{the user <user>|the account <user>|the account of <user>|user <user>} should {be deleted|be removed|go|be erased}{| with the home directory| and the home directory too}
{the user |}<user> {has left|left the company|is gone|does not work here any more|no longer needs the account|no longer works here}{,|;|.} {delete the user and the home directory|delete the account|remove the user|remove the account with its home|delete the user}
{I want|I need|I'd like} {the user <user>|the account of <user>} {deleted|removed|gone}{| with the home directory| and the home directory too}
how can {the user <user>|the account <user>} be {deleted|removed}{| with the home directory| and the home too}
how is {the user |a user like }<user> {deleted|removed}{| with the home directory| and the home directory}
we don't need {the user|the account} <user> {any more|anymore}{|, delete it|, remove it}
""",
    "key": """
{delete|remove|drop} {user|account|the user} <user>{| and home| with home directory| and home directory| with home}
userdel <user>{| with home| and home}
{user|account} <user> {delete|remove|removal|deletion}
{deletion|removal} of {user|the user|the account} <user>
<user>{,|:|} {delete user|remove user|delete account|delete user and home}
{user|account} {removal|deletion}{:|} <user>{| with home directory}
""",
}

W["passwd"] = {
    "do": """
{change|set|update|renew|reset|modify|replace|alter|switch} {my|my own|the password of my own user,|my} {password|password|login password|user password|account password|passwd|passphrase for login|linux password|unix password|pass word}
{set|choose|pick|enter|get|make} {a|me a} new password {for myself|for me|for my account|for my user|for my own account|for my login}
{change|set|update} the password {of|for} {my account|my user|my own account|myself|the current user|my login|the user I am|me|my own user}
{give|get} {myself|my account|my user|my own account} {a|a new|a different|another|a better} password
{make|set} {my|a} new password
use {passwd|the passwd command} {to change my password|for my password|to set a new password}
run passwd {for myself|for my own user|for me}
{exchange|swap} my {old |}password {for|with} a new one
{set|change} {my|my own} {password|login password} {on this machine|on this system|here|on linux|to a new one|to something else|to something safer|to a stronger one|to another one}
change {password|passwd|my passwd}
""",
    "ask": """
{I want|I need|I'd like|I have} {a new|another|a different|to have a new} password{| for my account| for my user}
my password {is|has become} {too weak|too old|too short|known to others|no longer safe|compromised|expired|insecure}{|, change it|, how do I change it|, I want a new one}
how {can|is} my {own |}{password|login password} {be changed|be reset|changed}
somebody knows my password{|, how do I change it|, I need a new one|, change it}
where {can|do} I change my {own |}{password|login password|passwd}
I {have to|must|should|need to|was told to} change my {own |}{password|login password}
which command {changes|sets} my {own |}password
which command is {for|there for} {changing|setting} my {own |}password
""",
    "key": """
{change|new|set|update|reset} {my |own |my own |}{password|passwd}
passwd
{password|passwd} change{| for myself| for my account| of my own user}
my {own |}password {change|new|reset}
change {own|my} {login |user |}password
new password {for me|for myself|for my account}
change of {my|my own} password
""",
}
W["passwd"]["ask"] = W["passwd"]["ask"].replace("how {can|is} my {own |}{password|login password} {be changed|be reset|changed}", "how {can my {own |}{password|login password} be {changed|reset}|is my {own |}password changed}")

W["whoami"] = {
    "do": """
@get {which|what} user I am{| now| right now| currently| logged in as| running as| working as| here}
@get {my|the} {user name|username|user|login|login name|user id by name|current user|current user name|own user name|account name}
@get {the name of |}the {user|current user|user I am|account|logged in user} {I am using|I am logged in as|I'm logged in as|I work as|this shell runs as|that I am|I am now|running this shell}
@get who I am{| logged in as| on this machine| here| in this shell| right now}
@get {as |}{which|what} user I {am logged in|am|am logged in as|run commands as|work as}
@get under {which|what} {name|user|account|user name} I {am logged in|work|am working}
@get {the |}current {user|user name|username|user's name|account|login}
find out {whether|if} I am root{| or not| or a normal user}
check {whether|if} I am root
run whoami
ask {the system|the machine|linux|the shell} who I am
@get the user {behind|of} {this|the current} {shell|session|terminal|login}
see whose account {this is|I am using|I am in}
""",
    "ask": """
{which|what} user am I{| now| right now| currently| logged in as| here| at the moment| running as}
who am I{| logged in as| on this machine| here| now| right now}
what is my {user name|username|user|login name|login|account name|current user|user id name|name on this system|own user name}
what's my {user name|username|login name|login|account name}
{as |}{which|what} user {am I logged in|am I working|do I work|am I here|do I run commands|is this shell running}
under {which|what} {name|user|account|user name} am I {logged in|working}
{who is|which user is} {logged in in this shell|the current user|running this shell|me|using this shell}
am I root{| or a normal user| now| or not| or which user}
what {am I|is my name|is my user} {called |}{on this machine|on this system|here}
{whose|which} {account|login} {is this|am I using|am I in}
I {forgot|don't know|no longer know} {who|which user|as which user} I am{| logged in| logged in as}
""",
    "key": """
whoami
who am I
{current|my|own|my current} {user|user name|username|login|login name|account|account name}
{name of|show|print|which is|get} {the |}current user
which user
{logged in|effective|active} user{| name} {of this shell|now|here}
{show |print |}my {user name|username|login}
which user am I
{me as a user|my name as a user}
""",
}

W["su"] = {
    "do": """
{become|turn into} {@U|the user <user>|user <user>|<user>}
{switch|change|go|move|hop} {over |}to {@U|the user <user>|user <user>|<user>'s account|the account of <user>|the account <user>}
{switch|change} {the |my |}{user|users|account|identity|login} to {@U|<user>}
{log in|login|sign in|log on} {here |on this machine |locally |}as {@U|<user>} {in this terminal|in this shell|without logging out|here|on this machine|in the terminal|with su|locally|on the same machine}
{work|continue|go on|act|operate} as {@U|<user>}{| from now on| in this shell| for a while| instead of me}
{open|start|get|run|launch} a {shell|login shell|terminal session|session|shell session} as {@U|<user>}
su {to |into |}{@U|<user>}
use su to {become|switch to|change to|get to be} {@U|<user>}
{get|have} a shell {as|of|for} {@U|<user>}
{be|act as} {the other user|another user|the user|user}{,|:| called|} <user>
{take|assume|take on} the {identity|role|account} of {@U|<user>}
{switch|change} {to another user|to a different user|user}{:|,| namely| called|, to} <user>
{enter|use|go into} the account of {@U|<user>}
{impersonate|substitute} {@U|<user>}
{run|do} things as {@U|<user>}{| for a while| in a shell of theirs}
""",
    "ask": """
{I want|I need|I have|I'd like} to {be|become|work as|act as|switch to|change to} {@U|<user>}
I am {the wrong user|not <user>}{, I need to be @U|, how do I become @U|; I want to be @U}
how can I be {@U|<user>} {in this shell|in this terminal|for a moment|for a while|now}
{from|in} my {own |}{account|shell}, how do I {get to be|become|switch to} {@U|<user>}
this shell should {run as|belong to|be one of} {@U|<user>}
which command {lets me become|turns me into|makes me} {@U|<user>}
""",
    "key": """
su {to |}<user>
{switch|change|become} {to |}{user |}<user>
{switch|change} {user|users} {to |}<user>
{shell|session|login shell} as {user |}<user>
<user>{,|:|} {switch to|become|change user to|become user} {|this user|that user}
become {user |}<user>
user switch to <user>
""",
}
W["su"]["ask"] = W["su"]["ask"].replace("I am {the wrong user|not <user>}{, I need to be @U|, how do I become @U|; I want to be @U}", "I am the wrong user{, I need to be|, how do I become|; I want to be|. Make me} @U")
W["su"]["key"] = W["su"]["key"].replace("<user>{,|:|} {switch to|become|change user to|become user} {|this user|that user}\n", "")

# --- packages ----------------------------------------------------------------------------------

MACROS.update({
    "pkgs": "{packages|packages|programs|software|apps|applications}",
    "fed": "{with dnf|using dnf|via dnf|through dnf|on Fedora|on fedora|on Red Hat|on RHEL|on CentOS|on Rocky Linux|on a Fedora machine|on a Fedora system|on Red Hat Linux|from the dnf repositories|with the dnf package manager|by dnf|on AlmaLinux|on my Fedora laptop|under Fedora}",
    "arch": "{with pacman|using pacman|via pacman|through pacman|on Arch|on arch|on Arch Linux|on arch linux|on Manjaro|on an Arch machine|on an Arch system|with the pacman package manager|by pacman|from the Arch repositories|under Arch Linux|on EndeavourOS|on my Arch box}",
    "bypip": "{with pip|using pip|via pip|through pip|for Python|for python|from PyPI|from pypi|by pip|with python's pip|into my Python|for my Python script|for Python 3|as a Python package|as a Python module|to import it in Python|from the Python package index|so that Python can import it}",
    "bynpm": "{with npm|using npm|via npm|through npm|from npm|by npm|for Node|for node|for node.js|for my node project|for Node.js|into node_modules|for my JavaScript project|from the npm registry|as a node module|as an npm package|as a dependency with npm|to package.json with npm|for my javascript app}",
    "bycargo": "{with cargo|using cargo|via cargo|through cargo|from crates.io|by cargo|with cargo install|with Rust's package manager|from source with cargo|from Rust's crates.io|with the rust tool cargo}",
    "ps": "{<package>|<package>|<package>|the package <package>|package <package>|a package called <package>|the package named <package>}",
})

W["apt-update"] = {
    "do": """
{refresh|update|renew|reload|resync|synchronize|sync|bring up to date} {the |my |apt's |the apt |the system's |}{package list|list of packages|package lists|package index|package database|package cache|lists of packages|package information|list of available packages|index of packages|apt cache|apt lists|list of available versions|package catalog|repository lists|package sources}
{refresh|update|renew|reload} {apt|apt-get|the apt index|the apt database|the repositories|the apt repositories|the repos|the package sources|the repository index|the apt sources|the apt package list}
{update|refresh} the {package list|list of packages|package index} {without upgrading anything|but don't upgrade|only, no upgrade|and upgrade nothing|before installing something|without installing anything}
{fetch|download|get|load|pull} the {latest|newest|current|new|fresh} {package lists|package list|list of packages|package information|package index|index of packages|list of available packages}
{let|make|have|tell} apt {know|fetch|look up|learn|load|get|read} {|which new versions there are|what is new|the latest package lists|the new package lists|which packages are available|about new versions}
run {apt update|apt-get update|an apt update}
apt {update|refresh}
do an apt update
{check|look} for {new package versions|new versions of packages|available updates|updates|package updates} {without installing them|but do not install them|with apt, without installing|, do not install anything|, only look}
{see|find out} what {new versions|updates} {apt|the repositories} {has|offers|have}{|, after refreshing the lists}
{synchronize|sync} apt with {the |its |}{repositories|repos|sources|mirrors|servers}
{re-read|read} the {package sources|repositories|sources list} {again|after I added a repository|after changing sources.list|with apt}
use apt to {refresh|update} {the list of packages|its lists|the package lists|the index}
""",
    "ask": """
{the |my |apt's }{package list|list of packages|package lists|package index|apt cache} {is|are} {old|out of date|outdated|stale|too old}{|, refresh it|, update it|, how do I refresh it}
I {added|have added} a {new |}{repository|apt source|ppa|repo}{, how do I|; now|. Now|, now} {refresh|update} {the list of packages|the package lists|apt|the package index}
apt {does not know|doesn't know|knows only old versions of|cannot see} {the new packages|new packages|packages}{|, refresh its lists|, update the package lists}
the {package list|list of packages|package index} should be {refreshed|updated|brought up to date}
{I want|I need} {fresh|up-to-date|the latest|current} package {lists|indexes|information}
which command {refreshes|updates} {the list of packages|the package lists|the package index|apt's lists}
""",
    "key": """
apt update
apt-get update
{refresh|update|reload} {package list|package lists|apt|package index|list of packages|repos|repositories|apt lists|apt cache}
{package list|package index|package lists|apt cache|repository} {refresh|update}
{fresh|new} package lists
{update of|refresh of} {the package list|the package index|apt's lists}
refresh apt
""",
}
W["apt-update"]["do"] = W["apt-update"]["do"].replace("{let|make|have|tell} apt {know|fetch|look up|learn|load|get|read} {|which new versions there are|what is new|the latest package lists|the new package lists|which packages are available|about new versions}", "{let|make|have} apt {look up which new versions there are|learn what is new|fetch the latest package lists|load the new package lists|find out which packages are available|get its lists again}")

W["apt-upgrade"] = {
    "do": """
@up {all |all the |all my |all of my |every one of the |the |my |}{installed |installed |}@pkgs{| on this machine| on my system| on this computer| on ubuntu| with apt| to the latest version| to their newest versions}
@up {every|each} {installed |}{package|program|app}{| on this machine| with apt| to the latest version}
@up {everything|everything installed|everything that is installed|the whole system|the system|my system|the whole machine|this machine|my machine|my computer|this computer|all my software|ubuntu|my ubuntu|debian|my debian|my linux|the operating system|the OS|the server}{| with apt}
{install|apply|get|download and install} {all |the |all the |all available |the latest |available |}{updates|upgrades|package updates|system updates|security updates|software updates|pending updates}{| with apt| for my system| for all packages}
{do|run|perform|make} {a|an|a full|a complete} {system update|system upgrade|upgrade of all packages|update of everything|apt upgrade|package upgrade|software update|upgrade}
{get|bring|put} {all |all my |}{packages|installed packages|the system|programs|my software} {up to date|to the latest version|to the newest version|to the current version}
{get|install} the {latest|newest} {versions|version} of {all packages|everything|all installed packages|all my programs|all software|what is installed}
run {apt upgrade|apt update and upgrade|apt update and apt upgrade|apt-get upgrade}
apt upgrade {everything|all packages|all}
use apt to {upgrade|update} {everything|all packages|the system|all installed packages}
{update|refresh} {apt|the lists} and {upgrade|install} {all|everything|all packages|all upgrades}
{keep|make} my {system|machine|computer} {current|up to date}
{upgrade|update} {software|packages|installed software} in one go
{patch|modernize} {the|my|this} {system|machine|server|computer}{| with all updates}
""",
    "ask": """
{my|the|this} {system|machine|computer|server|software} {is|seems} {old|out of date|outdated|not up to date}{|, upgrade everything|, how do I update all packages|, update everything}
all {packages|installed packages|programs|software} should be {upgraded|updated|up to date|brought up to date}
{there are|I have|it says there are} {updates|upgrades|pending updates|many updates} {available|waiting|to install}{|, install them|, how do I install them all|; install them all}
{I want|I need|I'd like} {the newest version|the latest version|the latest versions} of {everything|all packages|all my programs|every package}
{I want|I need|I'd like} {all packages|everything|the whole system|my system} {upgraded|updated|up to date}
how can all {installed |}packages be {upgraded|updated}
which command {upgrades|updates} {everything|all packages|all installed packages|the whole system}
""",
    "key": """
apt upgrade{| all| everything}
{upgrade|update} {all|everything|all packages|system|installed packages|all software|the system|all programs|ubuntu|whole system}
{system|full|package|software} {upgrade|update}
{install|all} {updates|upgrades|all updates|pending updates}
apt update and upgrade
{all packages|everything|system} {up to date|to the latest version}
{upgrade|update} of {all packages|everything|the system}
""",
}

W["apt-install"] = {
    "do": """
@inst @pk{|||| with apt| using apt| via apt| on ubuntu| on debian| on my system| on this machine| through apt| with the package manager| from the repositories| on my computer| with apt-get}
{install|install|get|set up|add} {<package>|<package>|@ps}{||| with apt| on Ubuntu| on Debian| on this machine| on my system| system-wide}
{install|get|set up} {the |a |}{@pkg|software|tool|program|utility|command line tool} {called|named|by the name of|with the name|} <package>{|| with apt| on this machine}
apt install {the package |}<package>
apt-get install <package>
{get|have} <package> {installed|set up}{| on this machine| here| with apt| on ubuntu| on my system}
{put|place|load|bring} {<package>|@ps} {on|onto} {this machine|my system|my computer|this computer|my laptop|this server|the system}
{download and install|fetch and install|install and set up} {<package>|@ps}{| with apt| from the ubuntu repositories}
use apt to {install|get|add} {<package>|@ps}
{make|get} {the program |the command |the tool |}<package> {available|usable|ready to use}{| on this machine| by installing it| here}
{run|do} an {apt install|install} of <package>
add {the package |the program |the software |}<package> {to my system|to this machine|with apt|to the system|to ubuntu}
{install|add} {a package|a program|software|one package|an app}{:|,| named| called} <package>
""",
    "ask": """
{I want|I need|I'd like} {to have |to use |}<package>{| on this machine| installed| on my system| here}{||, how do I install it|, install it}
{I want|I need|I'd like} {the program|the package|the software|the tool} <package>{||, install it|, how do I get it}
<package> is {missing|not installed|not installed yet|missing on this machine}{|, install it|, how do I install it|, how do I get it}
how can {<package>|@ps} be installed{| on ubuntu| with apt| here| on this machine}
how is {<package>|@ps} installed{| on ubuntu| with apt| on debian}
@ps should be installed{| with apt| on this machine}
{where|from where} do I get {the program |the package |}<package>{|, with apt}
what do I {type|run|enter} to {install|get} {<package>|@ps}
which command installs {<package>|@ps}{| on ubuntu| on debian|}
""",
    "key": """
{install|apt install|apt-get install|apt} {package |the package |program |}<package>
{installation of|installing|setup of} <package>
<package> {install|installation|setup|apt|apt install|ubuntu|install ubuntu|install debian}
install <package> {ubuntu|debian|apt|with apt}
{get|add} package <package>
package <package> {install|to install|installation}
""",
}

W["apt-remove"] = {
    "do": """
{uninstall|uninstall|uninstall|remove|deinstall|un-install|get rid of|apt remove|delete|drop|take off|throw out|purge|kick out} {@ps|the @pkg <package>|the <package> package|the installed package <package>|the @pkg called <package>}{|||| with apt| from my system| from this machine| from my computer| on ubuntu| again| using apt| from the system}
uninstall <package>{||| with apt| from this machine| again| from my system| on ubuntu| completely}
{remove|delete|take} {<package>|the installed <package>} {from|off} {my system|this machine|my computer|the installed packages|the system|ubuntu|this computer|my laptop}
remove the {installed |}{@pkg} <package>
apt remove <package>
{apt-get remove|apt-get uninstall|apt uninstall} <package>
{have|get} {<package>|@ps} {uninstalled|removed from the system}
use apt to {uninstall|remove|delete|get rid of} {<package>|@ps}
{undo|reverse|revert} the {installation|install} of {<package>|@ps}
{make|let} {the package|the program|the software} <package> {disappear|go away}
{remove|uninstall|delete} {a package|a program|software|an app|one package}{:|,| named| called} <package>
{stop|quit} having {the package|the program|the software} <package> installed
{clean|clear} {the package|the program|the software} <package> {off|from|out of} {my system|this machine|the system}
""",
    "ask": """
I {don't|do not|no longer} need {the package|the program|the software|the app} <package>{| any more| anymore| installed}{|, remove it|, uninstall it|, how do I uninstall it|, get rid of it}
{I want|I need|I'd like} {@ps|the @pkg <package>} {gone|uninstalled|removed|off my system|off this machine}
{@ps|the @pkg <package>|<package>} should be {uninstalled|removed from the system|deinstalled|removed with apt}
how can {@ps|<package>} be {uninstalled|deinstalled|removed from my system}
how is {@ps|<package>} {uninstalled|removed with apt}
{I installed|I have installed} <package> {but don't need it|and don't want it any more|by mistake|and want it gone|but don't like it}{|, uninstall it|, remove it|, how do I get rid of it}
which command {uninstalls|removes} {@ps|the @pkg <package>}
""",
    "key": """
{uninstall|deinstall|apt remove|remove package|remove program|delete package|apt uninstall|remove software} <package>
{uninstalling|removal of package|uninstallation of} <package>
<package> {uninstall|apt remove|deinstall|remove package|uninstallation}
package <package> {remove|uninstall|removal}
remove the package <package>
get rid of {package|program} <package>
""",
}

W["apt-autoremove"] = {
    "do": """
@rid {all |the |all the |any |}{packages|dependencies|packages and dependencies|libraries|installed packages} {that are|which are} {needed no more|no longer needed|not needed any more|no longer required|not required any more|unneeded|not used any more|unused|no longer used|orphaned|left over}{| with apt}
@rid {all |the |all the |any |}{unneeded|unused|orphaned|unnecessary|leftover|left-over|obsolete|superfluous|useless|no longer needed|stale} {packages|dependencies|libraries|package dependencies}{| with apt| from my system| on ubuntu}
{uninstall|remove|delete} {packages|dependencies|libraries} {nothing needs|that nothing needs|nobody needs any more|that nothing depends on|no package depends on|that were installed automatically and are not needed|that came as dependencies and are no longer needed}{| any more}
{clean up|tidy up|clean out|clear out} {unused packages|packages|unneeded packages|old dependencies|orphaned packages|unneeded dependencies|apt|leftover packages|installed dependencies nobody needs|packages after uninstalling something}
{autoremove|auto-remove|automatically remove|apt autoremove} {|packages|unneeded packages|unused packages|unneeded dependencies|old packages|what is not needed}
run {apt autoremove|autoremove|apt-get autoremove}
use {apt|autoremove} to {remove|clean up|uninstall} {unneeded packages|unused dependencies|what is no longer needed|orphaned packages|leftover dependencies}
{free|save} disk space by {removing|uninstalling} {unneeded|unused|orphaned|no longer needed} packages
{uninstall|remove} everything {apt|the package manager} {says is no longer needed|considers unneeded|calls no longer required|has installed automatically and needs no more}
{remove|delete} {old |}{dependencies|libraries} {left behind|left over|that stayed behind} {by|from|after} {uninstalled packages|removed packages|removed programs|uninstalling programs}
{remove|uninstall} {old kernels|old kernels and unneeded packages} {that are no longer needed|which nobody needs|with autoremove}
{prune|weed out|purge} {unneeded|unused|orphaned} packages
""",
    "ask": """
apt says {that |}{some|several} packages {were automatically installed and are no longer required|are no longer required|are no longer needed|are not needed any more}{|, remove them|, how do I remove them}
{which command|what} {removes|cleans up|uninstalls} {unneeded|unused|orphaned|no longer needed} packages
{there are|I have} {unneeded|unused|orphaned|leftover} packages {on my system|installed|on this machine}{|, remove them|, get rid of them|, how do I remove them}
packages that {are no longer needed|nothing needs|nobody needs} should be {removed|uninstalled|deleted}
{I want|I need} {unneeded|unused|no longer needed|orphaned} packages {removed|gone|uninstalled}
how can {unneeded|unused|orphaned|leftover|no longer needed} {packages|dependencies} be removed
""",
    "key": """
apt autoremove
autoremove{| packages| with apt| unneeded packages}
{remove|delete|uninstall|clean up|cleanup} {unused|unneeded|orphaned|unnecessary|leftover|obsolete} {packages|dependencies}
{unused|unneeded|orphaned|leftover|no longer needed} {packages|dependencies} {remove|removal|cleanup|clean up}
{cleanup|clean up|removal} of {unneeded|unused|orphaned} {packages|dependencies}
packages no longer needed
{remove|uninstall} {packages|dependencies} {no longer needed|not needed any more|needed no more}
""",
}

W["apt-search"] = {
    "do": """
search {for |}{packages|a package|programs|software|available packages|apt packages|a program|the packages} {that have to do with|that has to do with|for|about|related to|concerning|matching|containing|with|dealing with|on the subject of|with the keyword|on} <word>
search {the |}{package list|apt|package repositories|repositories|package database|repos|package descriptions|package index|apt repositories|ubuntu packages|packages} for {<word>|packages about <word>|something about <word>|the keyword <word>|anything with <word>|the word <word>}
{find|look for|look up|list|show} {packages|a package|available packages|software packages|apt packages|installable packages} {that have to do with|for|about|related to|concerning|matching|dealing with|containing|with|having to do with} <word>
{find|look for|list} {all |}{packages|software} {whose name or description|whose description|with a name or description that} {contains|mentions|has} <word>
{find out|see|check} {which|what} packages {there are|exist|are available|I can install} {for|about|related to|that have to do with|concerning} <word>
{find out|see|check} {if|whether} there is {a|any} package {for|about|named something like|that has to do with} <word>
use apt to {search for|find|look for|look up} {packages about |packages for |}<word>
apt search {for |}<word>
{query|ask|search} apt for {packages with |packages about |}<word>
{search|look|hunt} for {software|a package|an app|a program} {in|with} {apt|the repositories|the package manager}{:|,| about} <word>
{list|show} {the |}packages {in the repositories |in apt |}{matching|that match} <word>
{search|find} {a package|packages} {by|with} {keyword|the keyword|search term|a keyword}{:|,|} <word>
{discover|explore} packages {for|about|related to} <word>
""",
    "ask": """
{which|what} {packages|package|programs in apt|software packages} {are there|is there|exist|do you know|can I install|are available|does apt have|does ubuntu have} {for|about|related to|that have to do with|concerning} <word>
{which|what} {packages|package} {has|have} {something |anything |}to do with <word>
is there {a|any} {package|apt package|installable package} {for|about|that has to do with|related to} <word>
are there {packages|any packages|apt packages} {for|about|related to|that have to do with|concerning} <word>
{I need|I'm looking for|I am looking for|I want} a package {for|about|that has to do with|related to} <word>{|, what is there|, search for one}
{I don't know|I forgot} the {name of the package|exact package name}{,|;|.} it {has to do with|contains|is something with} <word>
what is the package for <word> called
""",
    "key": """
apt search <word>
{package|packages} search {for |: |}<word>
{search|find|look for} {packages|package} {for |about |}<word>
packages {about|for|related to|concerning|having to do with} <word>
<word> {packages|package search|apt search|related packages}
{search|find} <word> {in apt|in the repositories|in packages|with apt}
{available|matching} packages {for|about} <word>
""",
}

W["apt-installed"] = {
    "do": """
@ls {all |all the |the |my |every one of the |}{installed {packages|packages|programs|software|apps|applications}|packages {that are |}installed|packages on this machine|packages on this system|packages I have installed|packages I have|software on this machine|apt packages I have installed|packages of this system|deb packages installed}{| with apt| on ubuntu| here}
{list|show|see|print|find out|check|tell me|know} {which|what} {packages|programs|software|software packages|apps} {is|are|I have} installed{| on this machine| here| with apt| on my system}
{get|give me|show|print|make|produce|output} {a|the} {list|listing|full list|complete list|overview|inventory} of {all |the |my |}{installed {packages|programs|software|apps}|packages that are installed|packages on this machine}
@ls {everything|all|what} {that is |I have |is |}installed{| on this machine| with apt| as a package| through the package manager}
use apt to {list|show} {installed packages|what is installed|all installed packages}
apt list installed{| packages}
{enumerate|inventory} the installed {packages|software|programs}
@ls {the |}{versions|names|names and versions|versions and names} of {all |the |}installed packages
{see|check|look} {through |over |}{the |my |all |}installed {packages|programs|software}
{list|show} packages{,| -| but} only {the |}installed ones
{ask|query} {apt|the package manager|the package database} {what is installed|for the installed packages|which packages are installed}
{list|print} {all |}{packages|the packages} {apt|the package manager|apt or dpkg} has installed
run apt list for installed packages
""",
    "ask": """
{which|what} {packages|programs|software|software packages|apps|apt packages|applications} {is|are|do I have|have I got|did I get|has been} installed{| on this machine| here| on my system| on this computer| with apt}
{what|which software} is installed {here|on this machine|on this system|on my computer|on my ubuntu|with apt|on this server}
what are {the|my|all the|all} installed {packages|programs|apps}
how do I know {what|which packages} {is|I have|are} installed
what {have I|did I} {installed|install}{| with apt| so far| on this machine}
what software does this machine have{| installed}
which packages {did apt install|has apt installed|are already there|are already installed}
""",
    "key": """
{list|show|all|ls} installed {packages|programs|software|apps}
installed {packages|programs|software|apps}{| list| on this machine| overview| with apt}
apt {list installed|installed|installed packages|list of installed packages}
{list|overview|inventory} of {installed packages|installed software|installed programs|all installed packages}
{packages|software|programs} installed {here|on this machine|on this system}
{what is|everything} installed
{names|versions} of installed packages
""",
}
W["apt-installed"]["do"] = W["apt-installed"]["do"].replace("{which|what} {packages|programs|software|software packages|apps} {is|are|I have} installed", "{which packages are|which programs are|what software is|what is|which packages I have|what I have|which apps are} installed")
W["apt-installed"]["ask"] = W["apt-installed"]["ask"].replace("{which|what} {packages|programs|software|software packages|apps|apt packages|applications} {is|are|do I have|have I got|did I get|has been} installed", "{which|what} {packages are|programs are|software is|packages do I have|apps are|apt packages are|packages have I|software have I|programs do I have} installed")

W["dpkg-install"] = {
    "do": """
{install|set up|add|put on my system|load} {the downloaded|a downloaded|the local|my downloaded|the downloaded deb|the deb|the .deb|the Debian|a local|the saved|the deb package in the} {package |}file {called |named |}<file>
{install|set up} {the file|the package file|the deb file|the .deb file|the deb package|the .deb package|the .deb|the deb|the Debian package|package file|the local package|the downloaded package|the downloaded file|the installer} <file>{| with apt| with dpkg| using apt| that I downloaded| which I downloaded| from this @dir| here| on ubuntu}
{install|set up} <file>{|| with apt| with dpkg| that I downloaded| which I have downloaded| from disk| from the current @dir| lying here| as a package| from here}
{install|set up} {the |my |}{package|program|software|app} {from|in|out of|contained in|stored in} {the file |the deb file |the .deb |the downloaded file |}<file>
{install|add} {the |a |this |}{deb|.deb|Debian package}{:|,| called| named|} <file>
use {dpkg|apt} to install {the file |the downloaded |the deb |the local file |}<file>
{dpkg|apt} install {the file |the deb |the local file |}<file>
{run|open|execute} the {deb|.deb} {installer|file} <file>{| and install it| to install it}
{get|have} {the deb |the downloaded |the package file |}<file> installed
{install|set up} from {the |a |}{local |downloaded |deb |.deb |}{file|package file}{:|,|} <file>
{install|put in} what {I downloaded|is in the deb|I have downloaded}{:|,| as|} <file>
{install|set up} {the |}<file> {package file|deb|file|that lies in this @dir}
install {a package|software|a program} {by hand|offline|locally|manually} from <file>
""",
    "ask": """
{I downloaded|I have downloaded|I got|I have|there is} {|a package |the package |a deb |a deb file |a .deb file |the file |a package file }{called |named |}<file>@then install it{| with apt| on this machine}
how can {the |the downloaded |the deb |the file |}<file> be installed
{what do I do|how do I go on} with {the downloaded |the deb |the file |}<file>{| to install it|, I want to install it}
{I want|I need|I'd like} {the downloaded |the deb |the package file |}<file> installed
{the downloaded |the deb |the package file |the file |}<file> should be installed
the program comes as {a deb file|a .deb file|the package file|the file|a deb}{,|:| called|} <file>{|, install it|, how do I install it}
which command installs {the downloaded |the deb |the file |the package file |}<file>
""",
    "key": """
install {deb|.deb|deb file|file|package file|local package|downloaded package|downloaded} <file>
install <file>
dpkg {install |}<file>
{deb|.deb|package} file <file>{| install| installation}
<file> {install|installation|install deb|install with apt|dpkg install}
{installation of|installing} <file>
{local|downloaded} package <file>{| install| installation}
""",
}

def _manager(by, key, names):
    """Installing with another package manager than apt; every wording names it."""
    return {
        "do": f"""
@instd {{@ps|<package>|<package>}} {by}
@instd {{the |a |}}@pkg {{called |named |}}<package> {by}
{{download and install|fetch and install|install and set up}} {{@ps|<package>}} {by}
use {names} to {{install|get|add|set up}} {{@ps|<package>}}
{names} install {{the package |}}<package>
{{get|have}} {{@ps|<package>}} installed {by}
{{make|get}} {{the program |the tool |}}<package> {{available|usable}} {by}
{{put|bring|load}} {{@ps|<package>}} {{on|onto}} my {{machine|system|computer|box}} {by}
{{run|do}} a {names} install of <package>
let {names} install {{@ps|<package>}}
{{tell|ask}} {names} to install {{@ps|<package>}}
{{install|add}} {{a package|a program|software|something}} {by}{{:|,|, namely|, called}} <package>
""",
        "ask": f"""
how can {{@ps|<package>}} be installed {by}
how is {{@ps|<package>}} installed {by}
{{I want|I need|I'd like}} {{to have |to use |to install |}}{{@ps|<package>}} {by}
{by}, how do I {{install|get|set up}} {{@ps|<package>}}
{{what do I type|what do I run|what is the command}} to {{install|get}} {{@ps|<package>}} {by}
{{@ps|<package>}} is {{missing|not installed|not there}} {by}{{|, install it|, how do I install it}}
{{@ps|<package>}} should be installed {by}
which command installs {{@ps|<package>}} {by}
""",
        "key": f"""
{key} install {{package |}}<package>
{{install|get|add}} <package> {by}
{by}{{,|:|}} install {{@ps|<package>}}
<package> {{install |installation |}}{by}
{{installation of|installing}} <package> {by}
{key} <package>
{key} package <package>
""",
    }


W["dnf-install"] = _manager("@fed", "{dnf|fedora|dnf|red hat|rhel}", "dnf")
W["dnf-install"]["do"] += """{install|get|set up} the {Fedora|Red Hat|dnf} package <package>
{install|get|set up} <package>{,| -|;} {I use Fedora|I am on Fedora|this is Fedora|my system is Fedora|I'm on Red Hat|this is a Red Hat machine|this machine runs Fedora|it is a CentOS machine}
"""
W["dnf-install"]["ask"] += """{I use|I am on|I have|this is|I'm running|my machine runs|my system is} {Fedora|Red Hat|RHEL|CentOS|Fedora Linux}{,|;|.| and} {how do I|how can I|I want to|please} {install|get} {@ps|<package>}
"""
W["pacman-install"] = _manager("@arch", "{pacman|arch|pacman|arch linux|manjaro}", "pacman")
W["pacman-install"]["do"] += """{install|get|set up} the {Arch|Arch Linux|pacman} package <package>
{install|get|set up} <package>{,| -|;} {I use Arch|I am on Arch|this is Arch|my system is Arch Linux|I'm on Manjaro|this machine runs Arch|I use arch btw}
"""
W["pacman-install"]["ask"] += """{I use|I am on|I have|this is|I'm running|my machine runs|my system is} {Arch|Arch Linux|Manjaro|arch}{,|;|.| and} {how do I|how can I|I want to|please} {install|get} {@ps|<package>}
"""

W["pip-install"] = {
    "do": """
@instd {the |a |}{Python|python|python3|Python 3|py|pip|PyPI} {package|package|module|library|lib|dependency} {called |named |}<package>{||| with pip| using pip| for me| from PyPI}
@instd {<package>|the package <package>|the library <package>|the module <package>|a library called <package>} @bypip
pip install {the package |}<package>
use pip to {install|get|add|download} {<package>|the package <package>|the library <package>}
{get|have} {the Python package |the Python module |the Python library |}<package> installed @bypip
{download and install|fetch and install} {the Python library |the Python package |the Python module |the pip package }<package>
{make|get} {the module |the Python module |the Python library |the library }<package> {available|importable|usable} {in|for|from} {Python|my Python code|my script|my Python script}
{run|do} a pip install of <package>
let pip {install|fetch|get} {the package |}<package>
add {the |a |}{Python|python|pip} {package|library|module|dependency} <package>{| to my environment| to my project| with pip}
{install|add} {a|one} {Python|python|pip} {package|library|module}{:|,| called| named} <package>
{install|get} <package>{, the Python library|, a Python package|, the Python module|, which is a Python library|, the python package}
""",
    "ask": """
how can {the Python package |the Python module |the Python library |the pip package }<package> be installed
how is {the Python package |the Python module |the pip package }<package> installed{| with pip}
how is <package> installed @bypip
{I want|I need|I'd like} {the Python package|the Python module|the Python library|the pip package|the python library|to install the Python package} <package>{||, how do I install it|, install it}
{I want|I need} {to import|to use} <package> in {Python|my Python script|my python code}{|, install it|, how do I install it|, how do I get it}
{my|the} {Python script|Python program|Python code|script in Python} needs {the package |the library |the module |}<package>{||, install it|, how do I install it}
{what do I type|what do I run|which command do I use} to install {the Python package |the Python library |the pip package }<package>
{in|for} Python, how do I {install|get} {the package |the library |the module |}<package>
{the Python package|the Python library|the Python module} <package> should be installed
""",
    "key": """
pip install <package>
pip <package>
{install|get|add} {python|Python|python3|pip} {package|module|library} <package>
{Python|python|pip} {package|module|library} <package>{| install| installation}
install <package> {with pip|python|for python|pip|from pypi}
<package> {pip|pip install|python package|python install|python module install|via pip}
{installation of|installing} {python package|python module|the Python library} <package>
""",
}

W["pip-requirements"] = {
    "do": """
@instd {all |the |all the |}{Python |python |pip |}{packages|dependencies|requirements|modules|libraries|deps} {listed in|in|from|of|that are listed in|given in|named in|that stand in|specified in|that <file> lists, from|required by|written in} {the file |the requirements file |my |}<file>{||| with pip| using pip}
{install|pip install|set up} {everything|all packages|what is|whatever is|each package|every package} {listed |named |required |}in {the file |the requirements file |}<file>{| with pip| using pip| for Python}
{install|set up} {the requirements|the Python requirements|the dependencies|all dependencies|the Python dependencies|the requirements of this project|the dependencies of my project} {from|in|with|using|as listed in} {the file |}<file>
{install|set up} {from |with |using |}{the |a |}{requirements|requirement|requirements list|pip requirements} file <file>
pip install {from|the requirements in|the packages in|everything in|all in|with|the requirements file|requirements from|all requirements from} <file>
use pip {with|to install from|to install everything in|to install what is in|to install the packages in|on} {the file |the requirements file |}<file>
let pip {read|install|process|work through} {the requirements file |the packages in |the requirements in |}<file>
{feed|give|pass} {the requirements file |the package list |}<file> to pip
{read|take} the {Python packages|requirements|packages|dependencies} from <file> and install {them|them all|all of them}{| with pip}
{run|do} a pip install {of|with|from} {the requirements file |the requirements in |the file |}<file>
{satisfy|fulfil|meet} the {requirements|Python requirements|dependencies} {in|of|listed in} <file>{| with pip}
{download and install|fetch and install} {the|all} {Python |}{packages|dependencies|requirements} {in|from|listed in} <file>
""",
    "ask": """
how can {all |}the {Python packages|requirements|dependencies|packages} {in|from|listed in} <file> be installed
{the file |}<file> {lists|contains|has|names} {the |all |my |}{Python packages|requirements|Python dependencies|pip packages|dependencies of my project}{,|;|.} {install them|how do I install them|install them all|how can I install all of them}
{I want|I need|I'd like} {all |}{the |}{Python packages|requirements|packages|dependencies} {in|from|listed in|of} <file> installed
@has@then install {the Python packages|the requirements|the pip packages|the dependencies|all packages} {listed |}in it
{the|my} project {has|comes with} {a |the |}{requirements file|file} <file>{|, install everything in it|, how do I install that|, install what it lists}
which command installs {the Python packages|the requirements|the packages} {in|from|listed in} <file>
""",
    "key": """
pip install {requirements |requirements from |from |-r |all from }<file>
{install|pip} {requirements|dependencies|python packages|packages|python dependencies} {from|in|of} <file>
{requirements|python requirements|dependencies|python packages} {from|in} <file> {install|installation}
<file> {pip install|install requirements|pip requirements|install packages from}
{requirements|pip requirements} file <file>
{installation of|installing} {requirements|packages|python packages} {from|in} <file>
pip with <file>
""",
}
W["pip-requirements"]["do"] = W["pip-requirements"]["do"].replace("that <file> lists, from|", "")

W["venv-create"] = {
    "do": """
{make|create|set up|build|start|generate|initialize|initialise|prepare} {a|a new|the|a fresh|an isolated|one} {Python|python|python3|Python 3|} @venv {in|at|called|named|under|in the @dir|in the folder|inside} {<dir>|<dir>|@D}
{make|create|set up|build} {a|a new|the} {Python|python|python3} {environment|env|sandbox|virtual environment} {in|at|called|named|under} {<dir>|@D}
{create|make|set up} {the |a |}{Python |python |}@venv <dir>
{create|make} {<dir>|@D} as a {Python |}@venv
use {venv|python's venv|python3 venv|the venv module|python -m venv} to {create|make|set up} {<dir>|an environment in <dir>|the environment <dir>|a virtual environment in <dir>}
{turn|make} {@D|<dir>} into a {Python |python |}@venv
{initialize|initialise|start} a {venv|virtualenv|Python environment} {in|at|called} {<dir>|@D}
{get|have} a {new |fresh |}{venv|virtualenv|virtual environment} {for Python |}{in|at|called|under} {<dir>|@D}
{set up|prepare} {@D|<dir>} for {isolated |separate |}Python packages{| as a venv| with a virtual environment}
{run|call} the venv module {for|on} {<dir>|@D}
{put|place} a {new |}{Python |}@venv {in|into|under} {<dir>|@D}
venv {create|make|new} <dir>
{create|make} an {isolated|own|separate} Python environment {in|called|at|under} {<dir>|@D}
""",
    "ask": """
{I want|I need|I'd like} a {new |Python |fresh |}@venv {in|at|called|named|under} {<dir>|@D}
{I want|I need|I'd like} an {isolated|own|separate} Python environment {in|called|at} {<dir>|@D}
how can a {Python |}@venv be {made|created|set up} in {<dir>|@D}
{@D|<dir>} should {become|be|hold|contain} a {new |}{Python |}@venv
how is a {Python |}@venv {created|made|set up} {in|called} {<dir>|@D}
there {should|must} be a {new |}{Python |}@venv in {@D|<dir>}
which command {makes|creates} a {Python |}@venv {in|called} {<dir>|@D}
""",
    "key": """
{create|make|new|set up} {python |}@venv {in |called |}<dir>
python {venv|virtualenv|virtual environment} <dir>{| create| new}
{new |}{venv|virtualenv} {in |called |: |}<dir>
<dir> {create venv|new venv|as a new venv|new virtualenv|python venv create}
{creation of|setup of} {python |}{venv|virtual environment|virtualenv} {in |}<dir>
python3 venv in <dir>
""",
}
W["venv-create"]["key"] = W["venv-create"]["key"].replace("{new |}{venv|virtualenv} {in |called |: |}<dir>", "new {venv|virtualenv} {in |called |: |}<dir>")

W["venv-activate"] = {
    "do": """
{activate|enable|switch on|turn on|use|enter|start using|load|source|start|open|work in|switch to|go into|step into|begin using} {the |my |the existing |}{Python |python |}@venv {in |at |called |named |in the @dir |under |}<dir>
activate {<dir>|the environment <dir>|the environment in <dir>|my Python environment <dir>|the env <dir>|the Python environment in <dir>|the venv that is in <dir>|what is the venv in <dir>}
activate {@D|<dir>}{| as my Python environment| as a venv| in this shell| for Python| for this shell}
source {the activate script|activate|the activation script|bin/activate} {of|in|from} {the venv |the virtual environment |}<dir>
{run|execute|call} the {activate|activation} script {of|in} {the venv |the virtual environment |}<dir>
{make|set} {the venv |the virtual environment |the Python environment }<dir> {active|the active one|current}
{use|take} {the Python|the python interpreter|the packages} {of|in|from} the @venv <dir>{| in this shell| from now on}
{switch|change} {to |into |over to }{the |my |}{venv|virtualenv|virtual environment|Python environment} {in |called |}<dir>
{get|go|be} {into|inside} {the |my |}{venv|virtualenv|virtual environment|Python environment} {in |called |}<dir>
{let|make|have} this shell use {the |my |}{venv|virtualenv|virtual environment|Python environment} {in |called |}<dir>
bring {the venv|the virtualenv|the virtual environment} <dir> {to life|into effect}
work {inside|in|with} {the |my |}{venv|virtualenv|virtual environment|Python environment} {in |called |}<dir>
""",
    "ask": """
{the venv|the virtualenv|the virtual environment|the Python environment} {in |called |}<dir> should be {active|activated|used in this shell|turned on}
{I want|I need|I'd like} {the venv|the virtualenv|the virtual environment|the Python environment} {in |called |}<dir> {activated|active|to be active}
{I have|I made|there is|I created} a {Python |}@venv {in |called |named |}<dir>@then {activate it|use it|enter it|switch to it|work in it}
how can {the venv|the virtualenv|the virtual environment|the Python environment} {in |called |}<dir> be {activated|used|entered}
how is {the venv|the virtualenv|the virtual environment} {in |called |}<dir> activated
which command activates {the venv|the virtual environment|the Python environment} {in |}<dir>
my {venv|virtualenv|virtual environment} is {in |called |}<dir>{,|;|.} {activate it|how do I activate it|how do I use it|how do I enter it}
""",
    "key": """
activate {venv |virtualenv |virtual environment |python venv |python environment |env |}<dir>
{venv|virtualenv|virtual environment|python env} <dir> {activate|activation|enable|use}
source {activate of |activate in |venv |virtualenv |}<dir>
<dir> {activate|venv activate|activate venv|activation|activate virtualenv}
{activation of|enter|use|start} {venv|virtualenv|the virtual environment|python environment} <dir>
{switch|change} to {venv|virtualenv|python environment} <dir>
""",
}

W["npm-install"] = {
    "do": """
@instd {the |a |}{npm|node|Node|Node.js|node.js|JavaScript|javascript|nodejs} {package|package|module|library|lib|dependency} {called |named |}<package>{||| with npm| using npm| into this project| into my project}
@instd {<package>|the package <package>|the library <package>|the module <package>|a library called <package>} @bynpm
npm install {the package |}<package>
use npm to {install|get|add|download} {<package>|the package <package>|the library <package>}
{download and install|fetch and install} {the npm package |the node module |the JavaScript library |the node package }<package>
{make|get} {the module |the library |the npm package |the node module }<package> {available|usable} {in|for} {node|my node project|my JavaScript project|Node.js|my web project}
{run|do} an npm install of <package>
let npm {install|fetch|get} {the package |}<package>
add {the |a |}{npm|node|JavaScript} {package|library|module|dependency} <package>{| to my project| to package.json| with npm| to this project}
add <package> to {my node project|my JavaScript project|package.json|the node_modules|my npm dependencies|my npm project|the dependencies in package.json}
{install|add} {a|one} {npm|node|JavaScript} {package|library|module}{:|,| called| named} <package>
{install|get} <package>{, the JavaScript library|, an npm package|, the node module|, which is an npm package|, the node package}
npm {add|get|i} <package>
{have|get} {the npm package |the node module }<package> installed
""",
    "ask": """
how can {the npm package |the node module |the JavaScript library |the node package }<package> be installed
how is <package> installed @bynpm
how is {the npm package |the node module }<package> installed
{I want|I need|I'd like} {the npm package|the node module|the node package|the JavaScript library|to install the npm package} <package>{||, how do I install it|, install it}
{my|the} {node project|JavaScript project|node app|javascript code|Node.js project} needs {the package |the library |the module |}<package>{||, install it|, how do I install it}
{what do I type|what do I run|which command do I use} to install {the npm package |the node module |the node package }<package>
{in|for} {node|Node.js|my node project|JavaScript}, how do I {install|get|add} {the package |the library |the module |}<package>
{the npm package|the node module|the node package} <package> should be installed
""",
    "key": """
npm install <package>
npm <package>
{install|get|add} {npm|node|nodejs|javascript|node.js} {package|module|library} <package>
{npm|node|node.js} {package|module|dependency} <package>{| install| installation}
install <package> {with npm|node|for node|npm|from npm}
<package> {npm|npm install|npm package|node module|via npm|node install}
{installation of|installing} {npm package|node module|node package} <package>
""",
}

W["cargo-install"] = {
    "do": """
@instd {the |a |}{Rust|rust|cargo|crates.io} {program|program|tool|crate|binary|application|app|command|utility|package} {called |named |}<package>{||| with cargo| using cargo| from crates.io| for me}
@instd {<package>|the crate <package>|the program <package>|the tool <package>|a crate called <package>|the package <package>} @bycargo
cargo install {the crate |the program |}<package>
use cargo to {install|get|add|build and install|compile and install} {<package>|the program <package>|the crate <package>}
{build|compile|download, build} and install {the Rust program |the crate |the Rust tool |the Rust crate }<package>{| with cargo}
{download and install|fetch and install} {the Rust program |the crate |the Rust tool |the Rust crate }<package>
{run|do} a cargo install of <package>
let cargo {install|fetch and build|build and install|get} {the program |the crate |}<package>
{get|have} {the Rust program |the Rust tool |the crate }<package> installed{| with cargo}
{install|add} {a|one} {Rust|rust|cargo} {program|tool|crate|binary}{:|,| called| named} <package>
{install|get} <package>{, the Rust program|, a Rust tool|, which is written in Rust|, the Rust crate|, a program written in Rust}{| with cargo}
{make|get} {the Rust program |the Rust tool |the crate }<package> {available|usable} {here|on this machine|as a command}
{put|place} {the Rust program |the binary of the crate }<package> {into|in} {~/.cargo/bin|my cargo bin|cargo's bin directory}
""",
    "ask": """
how can {the Rust program |the Rust tool |the crate |the Rust crate }<package> be installed
how is <package> installed @bycargo
how is {the Rust program |the Rust tool |the crate }<package> installed
{I want|I need|I'd like} {the Rust program|the Rust tool|the crate|the Rust crate|to install the Rust program|to install the crate} <package>{||, how do I install it|, install it}
{what do I type|what do I run|which command do I use} to install {the Rust program |the Rust tool |the crate }<package>
<package> is {written in Rust|a Rust program|a Rust tool|a crate|on crates.io}{,|;|.| and} {install it|how do I install it|I want it|how do I get it}
{with|in} cargo, how do I {install|get} {the program |the crate |the tool |}<package>
{the Rust program|the Rust tool|the crate} <package> should be installed
""",
    "key": """
cargo install <package>
cargo <package>
{install|get|add} {rust|Rust|cargo} {program|tool|crate|binary|app} <package>
{rust|Rust|cargo} {program|tool|crate|binary} <package>{| install| installation}
install <package> {with cargo|from crates.io|rust|cargo|via cargo}
<package> {cargo|cargo install|rust crate|rust program install|via cargo|rust tool install}
{installation of|installing} {rust program|rust crate|the Rust tool|crate} <package>
install crate <package>
""",
}

# --- network -----------------------------------------------------------------------------------

MACROS.update({
    "mach": "{machine|machine|computer|server|host|system|box|laptop|PC}",
    "saveas": "{and save it as|and save it to|and store it as|and store it in|and name it|and call it|under the name|as|as|to|into|into the file|to the file|with the name|saving it as|, saved as|and write it to|and put it into|and rename it to|with the file name|with output to}",
    "hdr": "{headers|headers|HTTP headers|http headers|response headers|HTTP header|http header|header|HTTP response headers|server headers|response header|headers only}",
    "udata": "{<url>|<url>|the url <url>|the page <url>|the site <url>|the address <url>|the URL <url>|the website <url>}",
})

W["ports-open"] = {
    "do": """
@ls {all |the |all the |all of the |my |every one of the |}{open|listening|open|used|occupied|active} {ports|ports|TCP ports|network ports|tcp and udp ports|sockets|tcp ports|UDP ports|listening sockets}{| on this @mach| of this @mach| on my @mach| here| on localhost}
@get {which|what} {ports|network ports|tcp ports|TCP ports} {are|stand} {open|listening|in use|used|being listened on|taken|occupied|bound}{| on this @mach| on my @mach| here| on localhost| locally}
@get {which|what} ports {this @mach|my @mach|this system} {listens on|is listening on|has open|keeps open|offers}
@get {which|what} {programs|processes|services|servers|daemons} {listen|are listening} on {which|what} ports
@get {all |the |all the |}{listening|open} {services|servers|processes|programs|daemons}{| and their ports| with their ports| on this @mach}
@ls {all |the |}{ports|sockets} {in state listen|that are open|that are listening|in listening state|that something listens on|that are in use|on which something listens|waiting for connections}{| on this @mach}
check {for open ports|for listening ports|the open ports|all open ports|which ports are open}{| on this @mach| here| on my @mach}
{scan|check|examine} {this @mach|my own @mach|my @mach|localhost} for {open|listening} ports
use {ss|netstat|ss or netstat} to {list|show|see} {all |the |}{open|listening} {ports|sockets}
{do|see} what netstat shows about {open|listening} ports
find out {what|who|which programs} {is listening|listens|are listening} on {the network|any ports|all the ports|my ports}{| on this @mach| here}
{see|list} {what|everything that} is {listening|accepting connections|waiting for connections}{| on this @mach| on the network| here| on my @mach}
get an overview of {open|listening|used} ports
{list|show} every port {that is open|in use|being listened on|something listens on}
""",
    "ask": """
{which|what} {ports|network ports|TCP ports|tcp ports|sockets} are {open|listening|in use|used|open for connections|occupied|taken|being listened on}{| on this @mach| on my @mach| here| on localhost| right now| locally}
{which|what} ports {does this @mach|does my @mach|do I} {listen on|have open|keep open|have in use}
{which|what} ports {is this @mach|am I} listening on
{which|what} {programs|services|processes|servers|daemons} {are listening|listen}{| on this @mach| here}{| and on which ports}
{what|who} is listening {on the network|on this @mach|here|on all ports|on my @mach}
are there {any |}open ports {on this @mach|here|on my @mach}
what {can be reached|is reachable|is open} {on|from outside on} this @mach{|, by port}{| which ports}
how many ports are open{| on this @mach| here}{|, and which}
""",
    "key": """
{open|listening|used|all open} {ports|tcp ports|sockets|network ports}{| on this @mach| list| here| of this @mach}
{list|show|check} {open|listening|all open|used} {ports|sockets}
{ss|netstat} {listening|open ports|listening ports|all listening}
ports {open|listening|in use|used}{| on this @mach| here}
{listening|open} {services|processes|sockets}{| and ports| with ports}
{overview|list} of {open|listening} ports
""",
}
W["ports-open"]["ask"] = W["ports-open"]["ask"].replace("what {can be reached|is reachable|is open} {on|from outside on} this @mach{|, by port}{| which ports}\n", "")

W["ip-address"] = {
    "do": """
@get {my|the|my own|this @mach's|all my} {local |local |internal |private |LAN |own |network |current |lan |}@ipad
@get {the |all |}{local |internal |private |LAN |}@ipad of {this @mach|my @mach|my network card|the network card|my network interface|my interfaces|the interfaces|eth0 and the others|my wifi|the local @mach}
@get {which|what} {local |internal |private |}{IP address|ip|IP|ip address|address} {I have|this @mach has|my @mach has|I got from DHCP|I have in the network|I have on the local network|my @mach got|I am using in the LAN}
@get {my|the} {network|ip|IP} {interfaces|interface addresses|configuration|settings|config|addresses|setup}{| and their addresses| with ip addresses}
@ls {all |my |the |all the |}network {interfaces|cards|devices|adapters}{| and their addresses| with their ip addresses| and ips| with addresses}
{do|see|show} what {ifconfig|ipconfig} {shows|does|prints|tells}
use ip {addr|address|a} {|to see my addresses|to show my ip}
use {the ip command|ip} to {show|see|list} my {addresses|ip address|local ip}
{look up|check|determine} my {local |own |internal |LAN |}{ip|IP|ip address|IP address}
{find|find out} my {@mach's|own|local} {IP|ip|IP address|ip address}{| in the local network| in my home network| on the LAN| in this network}
{show|list} the {addresses|IPs} {of|on} {each|every|all|my} {network |}{interface|interfaces|card}
{ifconfig|ipconfig} {|replacement|on linux|equivalent}
see {under|at} which address {this @mach|my @mach} is in the {local network|LAN|home network}
get the {IPv4|IPv6|ipv4|v4 and v6} address{|es} of {this @mach|my @mach|my network card|my interface}
""",
    "ask": """
what is {my|the|my own|this @mach's} {local |internal |private |LAN |own |}{IP address|ip address|IP|ip|ip adress|address in the network|address on the LAN}
what's my {local |internal |private |LAN |}{IP address|ip address|IP|ip}
what are my {local |internal |}{IP addresses|ip addresses|IPs|network interfaces|addresses}
{which|what} {local |internal |private |}{IP|ip|IP address|ip address} {do I have|does this @mach have|has this @mach|does my @mach have|did I get|have I got|do I have in this network}
{which|what} network {interfaces|cards|adapters} {do I have|does this @mach have|are there|have an address}
{what|which} {address|ip} {does my network card have|do I have in my home network|did DHCP give me|do I have on wifi|do others in my network use to reach me}
{under|at} {which|what} {ip|address} is this @mach {in the local network|on the LAN|in my network}
how do I find my {ip|IP|ip address|IP address}
do I have an {ip address|IP}{|, and which}
""",
    "key": """
{my|my local|local|internal|private|LAN|own|show} {ip|IP|ip address|IP address|ip addr|ips}
ip {address|addr|addresses|config|configuration}{| of this @mach| local| of my @mach}
{ifconfig|ipconfig}
network {interfaces|cards|addresses|config|configuration}{| and addresses| list}
{show|get|list|find} {my |local |my local |internal |}{ip|ip address|IP address|network interfaces}
{address|ip} of {this @mach|my network card|my interface|my @mach}
local {ip|IP} address{|es}
""",
}
W["ip-address"]["do"] = W["ip-address"]["do"].replace("{ifconfig|ipconfig} {|replacement|on linux|equivalent}\n", "run {ifconfig|ipconfig|ip addr|ip a}{| or its replacement}\n")

MACROS["pubip"] = "{IP address|ip address|IP|ip|ip adress|address|ip addr}"
W["ip-public"] = {
    "do": """
@get {my|the|my own|this @mach's|our} {public|external|public|external|internet|outside|outward|WAN|global|worldwide|internet-facing|outer} @pubip
@get the {public|external|internet|outside|WAN} @pubip of {this @mach|my @mach|my router|my connection|my network|our network|my internet connection|my home}
@get {which|what} {public |external |}@pubip {I have on the internet|the internet sees|websites see|the outside world sees|I am using on the internet|I surf with|I have to the outside|others on the internet see|servers see when I connect|the world sees me under|I come from}
@get my @pubip {as seen from outside|as the internet sees it|on the internet|as seen by websites|from the outside|towards the internet|outside my network|behind the router|as seen from the internet, not the local one|seen by servers}
{find|look up|check|determine|query|fetch} my {public|external|internet|outside|WAN} @pubip{| with curl| using curl| from a web service| via ifconfig.me}
use curl to {get|see|find|show} my {public|external|internet} @pubip
ask {ifconfig.me|a web service|a website|a server on the internet} for my {public |external |}@pubip
curl {ifconfig.me|my public ip|my external ip|my own public address}
see {under|with|by} {which|what} address I {am|appear|go out|am seen} {on the internet|in the internet|to the outside|to the world|to other people on the internet|from the internet}
{find out|see} what {is my ip websites|whatismyip|what-is-my-ip pages} {tell|would tell me|shows|say}
{see|show} the address {of|that} my {router has|provider gave me|ISP gave me|internet connection has} {on the internet|to the outside|from outside|as public ip}
get the ip {I have|we have} {outside|on the internet side|externally|publicly}
""",
    "ask": """
what is {my|the|our|this @mach's} {public|external|internet|outside|WAN|global|outer} @pubip
what's my {public|external|internet|outside|WAN} @pubip
{which|what} {public|external|internet} {IP|ip|address|IP address|ip address} {do I have|does this @mach have|do we have|am I using|has my router|have I got}
{under|with|from} {which|what} @pubip {am I|do I appear|am I visible|do I go out|am I known|am I seen} {on the internet|on the net|to the outside|to the world|from outside|on the web}
{which|what} @pubip {do websites see|does the internet see|does the world see|do servers see|do others on the internet see|does my router have on the internet}{| when I connect| from me}
{what|which} ip {does my provider give me|did my ISP give me|do I have from outside|do I surf with|do I have on the internet}
how does the internet see {me|my address|my ip}
what is my @pubip {on the internet|as seen from outside|seen from the internet|to the outside world|from outside}
""",
    "key": """
{public|external|my public|my external|internet|outside|WAN|my WAN|my internet} {ip|IP|ip address|IP address}
{my |}{ip|IP|ip address} {on the internet|from outside|as seen from outside|public|external|seen by websites|to the outside}
{get|show|find|check} {public|external|my public|my external|internet} {ip|IP|ip address}
curl {public ip|external ip|my ip|ifconfig.me}
what is my {public|external} ip
{address|ip} {of my router on the internet|seen from outside|visible to the internet}
{public|external} address of this @mach
""",
}

W["ping"] = {
    "do": """
ping {@H|<host>|<host>}
{check|test|see|find out|verify|know|tell|determine} {whether|if} {@H|<host>|<host>} is {reachable|alive|up|online|there|responding|available|reachable over the network|answering|down|still alive|accessible|up or down|on the network}
{check|test|see|find out} {whether|if} {@H|<host>} {answers|responds|replies|can be reached|reacts|answers to ping|responds to ping|is up and running}
{check|test|see|find out} {whether|if} I can {reach|ping|get to|contact|connect to, by ping,} {@H|<host>}
{check|test|verify} the {connection|network connection|connectivity|reachability|link|line} to {@H|<host>}
{measure|check|test|see|get} the {latency|round trip time|ping|response time|ping time|delay|round-trip time|lag} {to|of} {@H|<host>}
{send|fire} {pings|a ping|ping packets|icmp echo requests|ICMP packets} to {@H|<host>}
{do|run|start} a ping {to|of|on|against} {@H|<host>}
use ping to {test|check|see if I can reach|reach} {@H|<host>}
{keep pinging|ping} {@H|<host>}{| continuously| until I stop it| all the time| without end}
{knock at|contact|reach} {@H|<host>} {with|by} ping
{look|have a look} {whether|if} {@H|<host>} is {up|alive|online|reachable}
{probe|try} {@H|<host>} with ping
""",
    "ask": """
is {@H|<host>|<host>} {reachable|alive|up|online|there|responding|available|down|still alive|accessible|answering|reachable from here|up and running|awake}{| from here| right now|}
can I {reach|ping|get to|contact} {@H|<host>}{| from here|}
does {@H|<host>} {answer|respond|reply|respond to ping|answer to ping|react}
how {fast|quickly} does {@H|<host>} {answer|respond|reply}{| to ping}
what is the {latency|ping|round trip time|ping time|response time|delay} to {@H|<host>}
{do|have} I {have a connection|a connection|got a connection|network contact} to {@H|<host>}
how {long does|far is} {a packet|it take|away in milliseconds is} to {@H|<host>}
is the {network |}connection to {@H|<host>} {working|ok|up|alive|there}
is there a connection to {@H|<host>}
{I can't|I cannot} {reach|connect to|get to} {@H|<host>}{, is it up|, is it alive|, how do I check if it is up|, is it down}
""",
    "key": """
ping <host>
ping {to |of |test |host |server |}<host>
{reachability|latency|connectivity|availability|ping time} {of|to|test} <host>
<host> {reachable|alive|up|ping|online|up or down|down|latency}
{test|check} {connection to |if up |whether alive |reachability of |}<host>
{connection|network} test {to |}<host>
is <host> up
""",
}
W["ping"]["ask"] = W["ping"]["ask"].replace("how {long does|far is} {a packet|it take|away in milliseconds is} to {@H|<host>}", "how long does a packet take to {@H|<host>}").replace("{do|have} I {have a connection|a connection|got a connection|network contact} to {@H|<host>}", "do I have {a connection|a network connection|network contact} to {@H|<host>}")
W["ping"]["key"] = W["ping"]["key"].replace("{test|check} {connection to |if up |whether alive |reachability of |}<host>", "{test|check} {connection to |reachability of |connectivity to |whether up: }<host>")

MACROS["ntimes"] = "{<n> times|<n> times|<n> times|exactly <n> times|just <n> times|only <n> times|<n> times and stop|<n> times and then stop|<n> times only|<n>x|a total of <n> times|no more than <n> times}"
W["ping-count"] = {
    "do": """
ping {@H|<host>|<host>} @ntimes
ping {@H|<host>} {with|using} {<n> packets|exactly <n> packets|only <n> packets|a count of <n>|count <n>|<n> pings|<n> requests}
ping @ntimes {to |the host |the server |}<host>
{send|fire} {exactly |only |just |}<n> {pings|ping packets|pings|icmp packets|echo requests|packets|ICMP echo requests} to {@H|<host>}
{test|check|try} {the connection to |the reachability of |whether I reach |}{@H|<host>} with {exactly |only |}<n> {pings|ping packets|packets|echo requests}
{do|make|run} {exactly |only |just |}<n> pings {to|of|on|against} {@H|<host>}
{limit|restrict} {ping|the ping|pinging} {of|to} {@H|<host>} to <n> {packets|pings|times|requests|tries}
{stop|end|quit} {ping|pinging} {@H|<host>} after <n> {packets|pings|times|tries|replies|requests}
ping {@H|<host>} {and|but} {stop|end|quit} after <n> {packets|pings|times|tries|replies}
{make|let} ping {try|send to|ask} {@H|<host>} {only |exactly |}<n> times
use ping {on|for} {@H|<host>} with {a count of <n>|<n> packets|only <n> packets}
repeat a ping {of|to} {@H|<host>} @ntimes
ping {@H|<host>} {for|in} {<n> rounds|<n> tries|<n> attempts}
{contact|knock at|probe} {@H|<host>} with ping @ntimes
{measure|check} the latency {to|of} {@H|<host>} with <n> pings
""",
    "ask": """
{I want|I need|I'd like} {exactly |only |just |}<n> {pings|ping packets} {to|sent to|against} {@H|<host>}
{@H|<host>} should be pinged @ntimes
how can {@H|<host>} be pinged @ntimes
is {@H|<host>} {reachable|alive|up}{, try|, ping it|? Ping it|; ping it|, check with} {<n> times|exactly <n> times|only <n> times}
does {@H|<host>} answer {to |}{<n> pings|<n> ping packets|exactly <n> pings}
ping should {stop|end} after <n> {packets|pings|times} to {@H|<host>}
which command pings {@H|<host>} @ntimes
""",
    "key": """
ping <host> <n> times
ping {count <n> <host>|<host> count <n>|<n> times <host>|<n> packets to <host>|<host> <n>x|<host> with <n> packets}
<n> pings {to|of} <host>
<host> ping <n> {times|packets}
{exactly|only|just} <n> pings {to |}<host>
<n> ping packets to <host>
""",
}

MACROS["dn"] = "{<host>|<host>|<host>|the host <host>|the name <host>|the domain <host>|the hostname <host>|the domain name <host>|the machine <host>|the server <host>}"
W["dns"] = {
    "do": """
{look up|find|find out|get|resolve|determine|show|print|tell me|see|obtain|query|give me|check} {the |}@pubip {of|for|behind|belonging to|that belongs to|assigned to} @dn{| with dig| in the DNS| in DNS| with DNS|}
{resolve|look up|dig|query|translate} @dn{| in the DNS| to an ip| to its ip address| into an ip address| to an IP| with dig| with DNS| to its address| by dns}
{translate|convert|turn} {the name |the hostname |the domain |the host name }<host> {into|to} {an IP|an ip address|its IP address|an address|its address|a number}
{do|make|run|perform} a {DNS|dns|name|name server|nameserver|dns} {lookup|query|look-up|resolution|look up} {of|for|on} @dn
use {dig|nslookup|DNS|dig or nslookup} {to look up|to resolve|to get the ip of|on|for|to find the address of} @dn
{find out|see|know|check|tell me} {which|what} {IP|ip|ip address|address|IP address} {<host>|@dn} {has|resolves to|points to|belongs to|is at|is on}
{find out|see|check|know} {where|to what} {@dn} {points|points to|resolves to|resolves}{| in the DNS| in DNS}
{ask|query} {the DNS|the nameserver|DNS|the name server|the dns server} {for|about} @dn
{check|see|show} the {DNS|dns|A} {record|entry|records|entries} {of|for} @dn
{nslookup|dig} {the name |}<host>
{get|find} the {ip|address|number} that {belongs to|is behind|goes with} the {name|domain|hostname} <host>
check {whether|if} {the name |the domain |}<host> resolves{| and to what}
""",
    "ask": """
what is the {IP|ip|ip address|IP address|address|dns entry|DNS record} {of|for|behind} @dn
what's the {IP|ip|ip address|IP address} {of|for|behind} @dn
{which|what} {IP|ip|ip address|IP address|address} {does|has} @dn{| have| resolve to| point to| belong to}
{which|what} {IP|ip|ip address|IP address} {is behind|belongs to|is assigned to|goes with} @dn
{to|at} {which|what} {ip|address|IP address} does @dn {resolve|point}
what does @dn resolve to
where does {the name|the domain|the hostname} <host> {point|point to|resolve to}
does {the name |the domain |the hostname |}<host> resolve{|, and to what|, to which address}
{I need|I want|I'd like} {the IP|the ip address|the address|to know the ip|the numeric address} {of|for|behind} @dn
""",
    "key": """
{ip|IP|ip address|IP address|address} {of|for} {name |domain |host |hostname |}<host>
{dns|DNS|name|nslookup|dig} {lookup |query |resolution |record |entry |lookup of |}<host>
{resolve|lookup|look up|dig|nslookup} {name |domain |host |hostname |}<host>
<host> {ip|ip address|dns|dns lookup|resolve|to ip|IP address|name resolution}
{A record|DNS entry|dns record} {of|for} <host>
{name|hostname} to ip{:|,|} <host>
""",
}
W["dns"]["ask"] = W["dns"]["ask"].replace("{which|what} {IP|ip|ip address|IP address|address} {does|has} @dn{| have| resolve to| point to| belong to}", "{which|what} {IP|ip|ip address|IP address|address} {has @dn|does @dn have|does @dn resolve to|does @dn point to}")
W["dns"]["do"] = W["dns"]["do"].replace("{where|to what} {@dn} {points|points to|resolves to|resolves}", "{where @dn {points|points to}|what @dn {resolves to|points to}}")

W["traceroute"] = {
    "do": """
{show|trace|see|find|follow|print|display|track|list|get|map|look at} {the |}{route|path|way|hops|network path|network route|routers|stations|network hops} {of the packets |of packets |packets take |that packets take |my packets take |my traffic takes |from here |of my traffic |from this machine |of the traffic |}to {@H|<host>|<host>}
{show|see|find out|list|tell me|know} {which|what} {route|way|path|hops|routers|gateways} {packets|my packets|the packets|the traffic|my data|data} {take|takes|go through|pass|passes|travel over|goes through} {to|on the way to} {@H|<host>}
{trace|traceroute|tracert} {|to |the way to |the packets to |the network to |the connection to |all hops to }{@H|<host>|<host>}
{do|run|make|start} a {traceroute|tracert|trace|route trace} {to|of|for|on} {@H|<host>}
use traceroute {to see the way to|to reach|for|on|to trace|to} {@H|<host>}
{show|list|see|count} {all |the |every one of the |}{hops|routers|gateways|stations|nodes|intermediate hosts} {on the way to|between me and|between here and|to|from here to|up to|until} {@H|<host>}
{find out|see} where {packets|the packets|the connection|my packets} to {@H|<host>} {get stuck|get lost|go|are lost|end|go through|stop|hang}
{see|find out} how {packets|my packets|the traffic|data} {get|gets|travel|travels|reach|go|goes|is routed|are routed} {to |}{@H|<host>}
{see|find out} {how many|which} {hops|routers|stations} {there are|are|lie} {between here and|between me and|on the way to} {@H|<host>}
{map|follow|track} the network {path|way|route} {to|up to} {@H|<host>}
{debug|examine|analyze} the route to {@H|<host>}
""",
    "ask": """
{which|what} {route|way|path} {do|does} {packets|my packets|the packets|my traffic|traffic|data} {take|take to get|travel|go} to {@H|<host>}
{which|what} {hops|routers|gateways|stations|machines} are {on the way to|between here and|between me and} {@H|<host>}
{through|over} {which|what} {routers|hops|machines|networks|gateways} {do|does} {packets|my packets|the traffic|the connection|my traffic} {go|travel|run} to {@H|<host>}
how many {hops|routers|stations} {is it|are there|are} to {@H|<host>}
what is the {route|path|network path|way of packets} to {@H|<host>}
where do {packets|my packets} to {@H|<host>} {get lost|get stuck|go|stop|end|pass}
how do {packets|my packets} {get|travel|go} to {@H|<host>}
where on the way to {@H|<host>} {does it get slow|are packets lost|is the problem|is the delay|does it hang|do packets get lost}
how {is|does} {my traffic|traffic|a packet} {get to|reach} {@H|<host>}
""",
    "key": """
{traceroute|tracert|trace|trace route} {to |}<host>
{route|path|hops|network path|packet route|way of packets|route of packets} to <host>
<host> {traceroute|route|hops|trace|network path|tracert}
{hops|routers} {between here and|on the way to|to|until} <host>
{tracing|trace of} {the route to |the way to |packets to |}<host>
{network|packet} {route|path|trace} {to |}<host>
""",
}
W["traceroute"]["ask"] = W["traceroute"]["ask"].replace("how {is|does} {my traffic|traffic|a packet} {get to|reach} {@H|<host>}", "how does {my traffic|traffic|a packet} {get to|reach} {@H|<host>}")

MACROS["PP"] = "{port <p>|port <p>|port <p>|tcp port <p>|TCP port <p>|the port <p>|port number <p>}"
W["port-check"] = {
    "do": """
{check|test|see|find out|verify|know|tell|determine|probe} {whether|if} @PP {is|is} {open|reachable|accessible|listening|open or closed|closed|available|blocked|answering|open from here|connectable} {on|at|of} {@H|<host>|<host>}
{check|test|see|find out|verify} {whether|if} {@H|<host>} {listens on|has open|is listening on|answers on|accepts connections on|can be reached on|is reachable on|responds on|is reachable at|lets me connect to|accepts connections at} @PP
{check|test|see|find out} {whether|if} {I can|I could|a client can} {connect to|reach|get through to|open a connection to} {@PP {on|of|at} {@H|<host>}|{@H|<host>} on @PP}
{check|test|probe|scan|try|verify} {@PP|the state of port <p>|if port <p> answers|only port <p>} {on|of|at} {@H|<host>}
{check|test|probe} {@H|<host>} for {an open |open |}port <p>
{check|test|try} {a connection|the connection|a tcp connection|connecting|to connect} to {@H|<host>} {on|at|port|over} @PP
{test|check} <host>:<p>
{check|test|see} {whether|if} <host>:<p> {is open|is reachable|answers|accepts connections|can be reached}
use {nc|netcat|telnet|nc or telnet} to {check|test|try|see} {whether port <p> is open on|port <p> on|port <p> of|if port <p> is reachable on} {@H|<host>}
{see|find out} {whether|if} {a firewall|something|the firewall} blocks @PP {on|of|to} {@H|<host>}
{see|check} {whether|if} {the service|a service|something|anything} {listens|is listening|answers|runs} on @PP {of|on|at} {@H|<host>}
{telnet|nc|netcat} to {@H|<host>} {on |}@PP{| to see if it is open| just to test}
{knock at|ping|look at} @PP {of|on} {@H|<host>}
port-check {@H|<host>} {for|on|at} <p>
""",
    "ask": """
is @PP {open|reachable|accessible|listening|closed|open or closed|available|blocked|answering} {on|at|of} {@H|<host>|<host>}
is {@H|<host>} {listening|reachable|accepting connections|answering|open} {on|at} @PP
can I {connect to|reach} {@PP {on|of|at} {@H|<host>}|{@H|<host>} on @PP}
does {@H|<host>} {listen|answer|respond|accept connections} {on|at} @PP
does {something|anything|a server|a service} {listen|answer|run} on @PP {of|on|at} {@H|<host>}
is <host>:<p> {open|reachable|up|answering}
{on|at} {@H|<host>}, is @PP {open|reachable|listening|closed}
{does the firewall|is a firewall} {block|blocking} @PP {on|of|to} {@H|<host>}
why can't I {connect to|reach} {@H|<host>} on @PP{,|;|?} is {it|that port|the port} open
""",
    "key": """
{port|is port|check port|test port|tcp port} <p> {open |}{on|at|of} <host>
{nc|netcat|telnet|port check|port test} <host> <p>
<host> {port <p> open|port <p>|port <p> reachable|port <p> check|port <p> test}
<host>:<p> {open|reachable|check|test|port check}
{test|check} {connection to |}<host> port <p>
port <p> {of|on} <host> {open|reachable|closed|check}
""",
}

W["download-as"] = {
    "do": """
{download|fetch|get|grab|pull|save|retrieve|load|curl|wget} {|||the file |the file at |this: |the page |the link |the url |what is at |the content of |whatever is at }<url> @saveas {<file>|<file>|the file <file>}
{download|fetch|get|save|store} {the file |the page |}<url> {in|into|to} {<file>|the file <file>|a file called <file>|a file named <file>|a local file <file>}
{save|store|write|put} {<url>|what is at <url>|the content of <url>|the page <url>|the file at <url>} {as|to|in|into|under the name} {<file>|the file <file>|a file called <file>}
{save|store} {as|to|in} <file> {what is at|the file at|the contents of|the content of|what I download from} <url>
{create|make|get|write} {the file |}<file> {from|by downloading|with the contents of|with what is at|out of the download of} <url>
use {curl|wget|curl or wget} to {download|fetch|get|save} <url> {as|to|into|and save it as|and call it|under the name} <file>
curl <url> {into|to|to the file|and save as|and write to|with output} <file>
{download|fetch|get} {to|into} {the file |}<file> {from|the file at|the url} <url>
{download|get|fetch} <url>{,|;| but} {name it|call it|save it as|the local name should be|the file should be called|rename it to|give it the name|let the file be called} <file>
{download|fetch|get} {a file|something|a page} from {the web|the internet|a url}{:|,|} <url> @saveas <file>
{choose|set} <file> as the {name|output name|file name|local name} {for|of|when downloading} {the download of |the file |}<url>
{transfer|copy|mirror} {the file at |}<url> to {the local file|my local file|the file here called} <file>
{download|get} <url> -> <file>
""",
    "ask": """
{I want|I need|I'd like} <url> {saved as|downloaded to|downloaded as|in the file|stored as|as the file|downloaded into} <file>
{the file at |the download of |}<url> should be {saved as|called|stored as|saved in|named|downloaded to} <file>
how can <url> be {downloaded to|saved as|downloaded as|downloaded under the name|stored in} <file>
the file is at <url>{,|;| and|.} {save it as|download it to|it should be called|I want it as|download it as} <file>
{I want|I need|I'd like} {the file|what is} at <url> {as|in|under the name|to be called} <file>
<file> {should|shall} {contain|hold|have} {what is at|the contents of|the download of} <url>
can I {download|get|fetch} <url> {under the name|under another name,|with another name,|as|into} <file>
""",
    "key": """
{download|curl|wget|get|fetch|save} <url> {as|to|into|->|output} <file>
<url> {as|to|->|into|download as|save as|saved as} <file>
{download|save} {to|as|into} <file>{:| from} <url>
{download|curl} <url> {with name|named|under the name|output file|file name} <file>
{download of|saving} <url> {as|to} <file>
<file> {from|=} <url>
""",
}
W["download-as"]["key"] = W["download-as"]["key"].replace("<file> {from|=} <url>", "file <file> {downloaded from|from} <url>")

W["http-headers"] = {
    "do": """
@get {only |just |}{the |all |all the |}@hdr {of|from|for|sent by|returned by} @udata{| with curl| using curl| without the body| only| and not the body}
@get {only |just |}the {status|HTTP status|status code|http status|HTTP status code|response code|http code|HTTP code|http response code|HTTP response|status line|return code} {of|from|for|returned by} @udata{| with curl| using curl| without the body}
{send|do|make|issue|perform|run} a {HEAD|head|HTTP HEAD|headers only|headers-only|HEAD} {request|query} {to|for|on|at} @udata
{check|see|find out|know|show|test} {which|what} {status|status code|HTTP status|http status|response code|headers|HTTP headers|code|http code} @udata {returns|sends|has|gives|answers with|responds with|delivers|replies with}
{see|find out|show|check} what {headers|HTTP headers} {the server|the web server} {sends|returns} for @udata
{fetch|request|curl|retrieve|get|query} {only |just |}the @hdr {of|from|for} @udata
{fetch|curl|request} @udata {but|and} {only|just} {show|print|display} the {@hdr|status|status code}
use curl to {see|show|get|check|fetch} {only |}the {@hdr|status|status code|HTTP status} {of|from|for} @udata
{check|test|see} {whether|if} @udata {returns 200|is up, by its HTTP status|gives a 404|answers with 200|redirects|returns an error code|is a redirect|is OK, by its status code|returns a 404 or a 200|answers over HTTP}
{look at|inspect|examine|print|dump|view} {only |}the @hdr {of|from|for|returned by} @udata
{see|find out} {the content type|the content length|the server software|the last modified date|the caching headers|the cookies|where it redirects|the redirect target} {of|for|in the headers of} @udata{| from its headers| by the headers|}
{ask|query} @udata {for|about} its {headers|HTTP headers|status|http status} {only|and nothing else|}
""",
    "ask": """
{which|what} {headers|HTTP headers|response headers|http headers} {does|are sent by|are returned by|come from} @udata{| send| return| have| give}
{which|what} {status|status code|HTTP status|http status|response code|http code|HTTP code} does @udata {return|have|give|send|answer with|respond with}
what is the {status|status code|HTTP status|http status|response code|HTTP status code} of @udata
what are the {@hdr|headers} of @udata
what does {the server|the web server} {answer|say|return|send} for @udata{,|:} {only the headers|just the headers|the headers please|which status|status only|just the status}
does @udata {return 200|return a 404|redirect|answer with 200|give a 200 or a 404|return an error|answer with an HTTP error}
@iwant {only |just |}the {@hdr|status|HTTP status|status code} {of|from|for} @udata{|, not the body|, not the page}
is @udata {up|ok|OK|there|redirected|alive}, {by its HTTP status|which status does it give|what status code|what is its http status|by its status code}
""",
    "key": """
{@hdr|http status|status code|HTTP status|response code|status} {of|for|from} <url>
curl {headers|header|head|headers only|only headers|status|head request} {of |for |}<url>
<url> {headers|http headers|status|http status|status code|head request|header only|headers only}
{HEAD|head} request {to |for |}<url>
{show|get|check} {http |}{headers|header|status|status code} {of |for |}<url>
{only|just} {the |}{headers|header|status} {of|for} <url>
""",
}
W["http-headers"]["ask"] = W["http-headers"]["ask"].replace("{which|what} {headers|HTTP headers|response headers|http headers} {does|are sent by|are returned by|come from} @udata{| send| return| have| give}", "{which|what} {headers|HTTP headers|response headers|http headers} {does @udata {send|return|have|give}|are sent by @udata|are returned by @udata|come from @udata}")

MACROS["thisdir"] = "{this @dir|this @dir|the current @dir|my current @dir|the files here|these files|the @dir I am in|the files in this @dir|the current working @dir|the working @dir|what is here}"
W["http-serve"] = {
    "do": """
serve @thisdir {over|via|by|through|with|using|as} {HTTP|http|a web server|the web|a website|http} {on|at|under|from|using} @PP
serve @thisdir {on|at|under} @PP{| over HTTP| as a website| with python| with python's web server| for others| for the browser| via http}
{start|run|launch|open|set up|make|spin up|fire up|bring up|create} {a|a simple|a small|a quick|a little|a local|a temporary|a test|an ad hoc|a tiny|a static} {web server|webserver|http server|HTTP server|file server|web server for this @dir|HTTP server for this @dir|HTTP server here|web server in this @dir|http file server} {on|at|listening on|using} @PP
{start|run|launch} {python's|the python|Python's built-in|the built-in Python} {web server|http server|http.server|HTTP server|webserver} {on|at|with} @PP
{share|publish|offer|make available|export|host|expose|provide} @thisdir {over|via|by|through|with|using} {HTTP|http|a web server|the web|the browser} {on|at|under|using} @PP
{share|host|publish} @thisdir {on|at} @PP{| over HTTP| as a web page| for my browser| in the local network}
make @thisdir {available|accessible|browsable|reachable|visible} {over|via|by|through|in} {HTTP|http|the browser|a browser|a web browser|a web server} {on|at|under} @PP
use python to serve @thisdir {on|at|over http on} @PP
{turn|make} {this @dir|the current @dir} into a {web site|website|web server|simple web server} {on|at} @PP
{open|view|test|see} {my static website|my html files|my static site|the html pages here|the website in this @dir} {with|through|over|via} a {local |}{web server|http server} on @PP
let others {download|get|see|fetch} @thisdir {over|via} {HTTP|http|the web} {on|at} @PP
{start|run} http.server on @PP
put @thisdir {on the web|online|on a web server|behind a web server} {on|at} @PP
""",
    "ask": """
@thisdir should be {served|available|shared|reachable|accessible} {over|via|by} {HTTP|http|a web server} {on|at} @PP
{I want|I need|I'd like} {a|a simple|a small|a local|a quick} {web server|http server|webserver|HTTP server} {on|at} @PP{| here| for this @dir| in this @dir}
how can @thisdir be {served|shared|made available} {over|via} {HTTP|http} {on|at} @PP
is there a {simple|small|quick|built-in} {web server|http server} {for @PP|I can start on @PP|to run on @PP}
how can others {get|download|see} @thisdir {over HTTP|with a browser|via http} {on|at} @PP
{I want|I'd like} to {see|open|test} {my static site|my html files|this @dir|my website} in the browser {on|at|under} localhost {on |}@PP
which command starts a {simple |small |}{web server|http server} {on|at} @PP
""",
    "key": """
{serve|share|host} {this @dir|current @dir|files|files here|here|directory} {on |over http on |over http |at }port <p>
{web server|http server|webserver|simple web server|local web server|python web server|python http server|static web server} {on |at |}port <p>
http server {port |on |}<p>
python {http server|web server|http.server|webserver} {port |on |on port |}<p>
{http|web} {serve|server for|serving of} {this|current} @dir{,|} port <p>
{current|this} @dir over http{,| on|} port <p>
{small|quick|local} {web server|http server} here{,| on} port <p>
""",
}

W["firewall-allow"] = {
    "do": """
{open|unblock|allow|permit|let through|unlock|enable|free|clear|release} @PP {in|on|through|at|with|using} {the firewall|ufw|my firewall|the ufw firewall|the local firewall|the firewall of this machine|the firewall with ufw|the firewall (ufw)}
{open|unblock|allow|permit|let through} {incoming |inbound |outside |}{connections|traffic|access|requests|packets} {to|on|for|at} @PP{| in the firewall| with ufw| through the firewall| in ufw| through ufw}
{open|unblock} {the |}firewall {for|at|on} @PP
{add|make|set|create|write} {a|an|the} {firewall|ufw|allow} rule {for|to allow|that allows|that opens|to open|which permits} @PP
{let|make|have|tell} {the firewall|ufw} {allow|open|let through|accept|permit|pass} {|traffic on |connections to |everything on }@PP
use ufw to {open|allow|permit|unblock} @PP
ufw {allow|open|permit} {port |}<p>
allow {port |}<p> {in|with|through} {ufw|the firewall}
{configure|change|set up|adjust} {the firewall|ufw} {to|so that it} {allow|let through|accept|open|permit} {|traffic on |connections to }@PP
{make|get} @PP {accessible|reachable|available} {through|in spite of|behind} the firewall
{poke|punch|make} a hole {in|into|through} the firewall {for|at} @PP
{stop|prevent|keep} {the firewall|ufw} from blocking @PP
{let|allow} {others|other machines|clients|the outside|people|everybody} {reach|connect to|in on|access|use} @PP {through|in|past} {the firewall|ufw}
{accept|admit} {connections|traffic|tcp traffic} {on|to} @PP in {the firewall|ufw}
""",
    "ask": """
@PP should be {open|allowed|let through|opened} in {the firewall|ufw}
{the firewall|ufw} {blocks|is blocking|closes|does not let through} @PP{|, open it|, how do I open it|, allow it|, unblock it}
{the firewall|ufw} should {allow|let through|accept|open|not block} {|connections to |traffic on }@PP
{I want|I need|I'd like} @PP {open|opened|allowed} {in|through} {the firewall|ufw}
how can @PP be {opened|allowed|unblocked} in {the firewall|ufw}
{my server|my service|my web server|my app} {listens on|runs on|is on|needs} @PP{,|;|.} {open the firewall for it|open that in the firewall|let it through the firewall|allow it in ufw|the firewall should let it through}
nobody can {reach|connect to} @PP because of the firewall{|, open it}
""",
    "key": """
{ufw|firewall} {allow|open|allow port|open port} <p>
{open|allow|unblock} port <p> {firewall|ufw|in firewall|in ufw|in the firewall|on the firewall}
{firewall|ufw} rule {for |to allow |allow |}port <p>
port <p> {open in firewall|firewall|ufw|through firewall|allow in ufw|allow in the firewall|firewall open}
{firewall|ufw}{:|,|} {open|allow|let through} {port |}<p>
{opening|allowing|unblocking} {of |}port <p> in {the firewall|ufw}
""",
}
W["firewall-allow"]["do"] = W["firewall-allow"]["do"].replace("the firewall (ufw)", "the firewall, ufw")
