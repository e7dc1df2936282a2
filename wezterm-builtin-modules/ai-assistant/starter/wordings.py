"""How people ask for each task.

`{a|b|}` chooses one of the alternatives, `@name` stands for one of MACROS, `<slot>` for a slot.
Each task has up to three kinds of wordings: `do` begins with a verb in its base form and can follow
"how do I" or "please"; `ask` is a sentence of its own; `key` is a terse noun phrase.
`<E>` is an extension as it stands before "files" (rs, .rs, *.rs, Rust), `<e>` one as it stands alone.
"""

MACROS = {
    "show": "{list|show|show me|display|print|see|view|give me|get|output|list out|print out|show|list}",
    "get": "{get|obtain|see|show|show me|display|print|find out|check|tell me|determine|look up|view|know|report}",
    "find": "{find|find|find me|locate|look for|search for|get|list|show|show me|track down|discover|identify|display|give me|hunt for|pick out}",
    "search": "{search for|search for|look for|find|grep for|grep|hunt for|scan for|find me|locate}",
    "dir": "{directory|directory|folder|folder|dir}",
    "D": "{<dir>|<dir>|<dir>|the @dir <dir>|the <dir> @dir|@dir <dir>|the @dir called <dir>|the @dir named <dir>|my <dir> @dir|my @dir <dir>}",
    "F": "{<file>|<file>|<file>|<file>|the file <file>|file <file>|the <file> file|the file called <file>|the file named <file>|my <file>|this file <file>|my file <file>}",
    "allfiles": "{all files|all the files|every file|all of the files|files|each file|all my files|every single file|any files|the files|all regular files}",
    "rec": "{recursively|recursively|in all subdirectories|in all subfolders|in every subdirectory|in every subfolder|including subdirectories|including subfolders|with subdirectories|down through all subdirectories|at any depth|in the whole tree|in this directory tree|in the entire tree|across all subfolders|no matter how deep|at all levels|also in subfolders|and in its subdirectories|all the way down|in nested folders too|throughout the tree|through every subdirectory}",
    "here": "{here|in this @dir|in the current @dir|under the current @dir|below the current @dir|below here|under here|from here|from here down|starting here|starting in the current @dir|beneath this @dir|beneath the current @dir|inside this @dir|in the working directory|under this @dir|below this @dir|in here|in my current @dir|in cwd}",
    "maybehere": "{||||| @here| recursively| in this tree| in this project| in my project| in the project| @here @rec| @rec}",
    "E": "{<E> {files|files|files|files|sources|source files|documents|scripts|code files}|files {ending in|ending with|that end in|that end with|with the ending|with extension|with the extension|with the file extension|with an extension of|having the extension|of type|of the type|whose extension is|whose names end in|whose name ends in|whose name ends with|with the suffix|with suffix} <e>|<E>-files|<E> {files|files}}",
    "E1": "{<E> {file|file|file|source file|document|script}|file {ending in|ending with|that ends in|that ends with|with extension|with the extension|of type|whose extension is|with the suffix|having the extension} <e>}",
    "allE": "{all @E|all the @E|every @E1|@E|every single @E1|each @E1|any @E|all my @E|all of the @E|the @E}",
    "mb": "{ MB|MB| MB|MB|M| M| megabytes| megabytes| mb|mb| MiB|MiB| megs| meg| mebibytes| Mb}",
    "word": "{the {word|text|string|term|phrase|pattern|identifier|expression} |the {word|text|string} |||| {occurrences|all occurrences|any occurrence|every occurrence|instances|mentions|uses|references} {of|of|of the word|of the text|of the string|to} |lines {containing|with|matching|that contain} |the {function|variable|symbol|name} }",
    "wordx": "{the {word|text|string|term|phrase} |||}",
    "tgz": "{tar.gz|.tar.gz|tar.gz file|tarball|tgz|.tgz|gzipped tar|gzipped tarball|compressed tarball|tar.gz archive|gzip tar archive|compressed archive|gzipped tar archive|tar archive|archive|tar gz|tar file|.tar.gz archive|gzip compressed tar}",
    "most": "{most|the most|too much|lots of|a lot of}",
    "mem": "{memory|RAM|ram|memory|mem}",
    "cpu": "{cpu|CPU|processor|cpu time|CPU time|processor time|the CPU|the processor|the cpu}",
    "procs": "{processes|programs|apps|applications|tasks|procs}",
    "proc1": "{process|program|app|application|service|task|proc|command|thing}",
    "lastn": "{last|past|previous|recent}",
    "machine": "{machine|server|host|remote|remote machine|remote server|remote host|box|computer|remote box|system}",
    "H": "{<host>|<host>|the @machine <host>|<host>|my @machine <host>|@machine <host>|the @machine called <host>|the @machine named <host>}",
    "repo": "{repo|repository|git repo|git repository|project|git project|code}",
    "A": "{<a>|<a>|<a>|<a>}",
    "P": "{|the {file|@dir} }",
    "owner": "{owner|owner|owning user}",
}

W = {}

W["list-recursive"] = {
    "do": """
@show @allfiles @rec
@show @allfiles @here @rec
@show @allfiles {below|under|beneath|inside} {this|the current} @dir
@show @allfiles {@rec and|} @here, @rec
@rec list @allfiles
recursively @show @allfiles{| @here}
@show {every file|all files} in this tree
@show {a|the} {recursive|full|complete} {list|listing} of {all files|files|every file|the files}{| @here}
@show {everything|every file} that is a file {below|under|in} {here|this @dir}{|, @rec}
walk the {tree|directory tree|current directory|folder tree} and {print|list|show} {all|every|the} {file|files|file names|file paths}
list @here all files, @rec
@show {the names of|the paths of|paths to|the path of} {all files|every file|all the files} @rec
@show {all|every} {file|files} {in|of} {the|my} {current|working|present} @dir and {its|all|all its|the} {subdirectories|subfolders|subdirs|children}
@show all files in {this|the current} {folder|directory} and {below|everything below it|all folders inside it|all nested folders|its subfolders}
@show {just|only} {the files|regular files}, {not directories|no directories|no folders}, @rec
enumerate @allfiles @rec
@show {all|the} {contents|files} of {this|the current} @dir recursively
@show which files exist @here @rec
@show every file {living|sitting|located|lying|stored|somewhere} {below|under|beneath} {here|this @dir|the current @dir}
go through all subdirectories and {list|print|show} {every file|the files|all files}
@show all the files {nested|contained} {in|inside|under} {here|this @dir|this folder}, {however deep|at any level|at any depth}
list files @rec {instead of just this one|not just the top level|not only the top one}
@show {a|the} {flat|plain|simple} list of {all files|every file} {under|below} {here|the current @dir}
""",
    "ask": """
what files {are there|are|exist|do I have|do we have} {below|under|beneath} {here|this @dir|the current @dir}{| @rec}
which files are {below|under|beneath} {here|this @dir|the current @dir}{| @rec}
what are all the files @here @rec
which files {do I have|exist|are there} @here and @rec
""",
    "key": """
recursive {file list|file listing|listing|listing of files|list of files|list of all files|ls|directory listing}{| @here}
{list|ls|listing} files recursive
ls recursive, files only
{all|every} {file|files} {under|below} {here|this @dir|the current @dir}{| @rec}
all files @rec
file list @rec
""",
}

W["list-recursive-in"] = {
    "do": """
@show @allfiles {recursively|} {in|under|below|inside|beneath|within} @D{| @rec}
@show @allfiles @rec {in|under|below|of|inside|starting at|starting from|starting in} @D
recursively @show @allfiles {in|under|below|inside|of} @D
@show {every file|all files|each file|all the files} {below|under|beneath|inside|within|contained in|stored under|stored in|living in|somewhere in|somewhere below} @D{|, @rec}
@show {a|the} {recursive|full|complete} {list|listing} of {all files|files|every file|the files|} {in|under|below} @D
@show {the names of|the paths of|paths to} {all files|every file|all the files} {in|under|below} @D{| @rec}
walk @D and {print|list|show} {all|every|the} {file|files}
{go|descend} {into|through} @D and {list|print|show} {every file|all files} {in it|inside|found there|@rec}
@show all {files|the files} {in|of} @D and {its|all|all its|the} {subdirectories|subfolders|subdirs}
@show what files {are|exist|there are} {below|under|in|inside} @D{| @rec}
enumerate @allfiles {in|under|below} @D{| @rec}
look into @D recursively and @show {the files|all files|every file}
@show {the|all|all the} {files|contents} of @D recursively
@show everything that is a file {under|below|in} @D
list @D recursively{|, files only}
@show {only|just} the files {under|below|in} @D, {no directories|not the directories|no folders}{|, @rec}
@show all files that {are|live|exist|sit|lie} {below|under|inside|in|somewhere under} @D
find {all|every|all the} {file|files} {in|under|below|inside|within} @D
get a list of {every|all} {file|files} {in|inside|below} @D{| @rec}
""",
    "ask": """
what files {are there|are|exist|do I have} {below|under|beneath|in|inside} @D{| @rec}
which files are {below|under|beneath|in|inside|stored in|contained in} @D{| @rec}
what are all the files {in|under|below} @D
what is {in|inside|under|below} @D, @rec
which files does @D {contain|hold|have}{| @rec}
""",
    "key": """
recursive {file list|file listing|listing|list of files|ls} {of|for|in|under} @D
all files {under|below|in|inside} <dir>
{every file|all files} {in|under|below} <dir> @rec
list files in <dir> recursive
files {under|below|beneath} <dir>
""",
}

W["find-ext"] = {
    "do": """
@find @allE@maybehere
@find @allE@maybehere
@find @allE{| I have| that I have| there are}
@find {everything|all|anything|every file|files|all names|file names} {ending in|ending with|that ends in|with the extension|with extension|matching|that matches|with the suffix} <e>@maybehere
@find files by {extension|their extension|the extension}{,|:|} <e>
@find {where|the places where} {my|the|all|all my} <E> files {are|live|are stored}
@show {the names of|the paths of|a list of|the path of|the location of} @allE@maybehere
recursively @find @allE
@find @allE, @rec
@find the files that have {the extension|a|an|the ending} <e>{| extension}
@find all files of {type|kind|the kind|the type} <E>@maybehere
@find which files are <E>{| files}@maybehere
search {this @dir|the tree|the project|the current @dir|the disk|everything|all subfolders} for @E
search {recursively |}for @allE@maybehere
list <E> files{@maybehere|}
@find {just|only} {the|} @E@maybehere
@find {any|all} files whose {extension|suffix|ending} is <e>@maybehere
@find files {named|called|matching} *.<ext>@maybehere
filter files by {the|} extension <e>
@find each and every @E1@maybehere
find files written in <K>
@find {all|the|} {source files|sources|source code|code|code files|programs|scripts} {written in|in} <K>
""",
    "ask": """
{where|where exactly} are {all|all the|my|all my|the} @E@maybehere
which files {are|here are|in this folder are} <E>{| files}
which @E {are there|do I have|exist|are in here}@maybehere
what @E {are there|do I have|exist|are here|are in here|live here}@maybehere
which files {end in|end with|have the extension|have extension} <e>@maybehere
are there any @E@maybehere
do I have any @E@maybehere
where do I keep my @E
which files have a {name ending in|name that ends in} <e>
""",
    "key": """
all <E> files@maybehere
<E> files@maybehere
find <E>{| files}
every <E> file
find by extension <e>
find extension <e>
files {ending in|ending with|with extension|with the extension} <e>
<E> file {list|search|finder}
list of @allE
""",
}

W["find-name"] = {
    "do": """
{find|find|locate|look for|search for|track down|discover|hunt for|find me|where to find} @F@maybehere
find where @F {is|is located|is stored|lives|is hiding|is kept|went|ended up}
find out where @F {is|is located|is stored|lives|is hiding|went|can be found}
locate @F{| on my {disk|machine|system|drive}}
find a file {named|called|by the name of|with the name|whose name is} <file>@maybehere
@find {all|any|every|every copy of|all copies of|any copy of|all files named|files named|files called|every file named|every file called|the location of|the path of|the path to|the full path of} <file>@maybehere
search {for|by name for} {a|the} file {named|called|with the name} <file>@maybehere
search {this @dir|the tree|the project|the disk|everything|all subfolders|recursively} for {the|a|} file {|named |called }<file>
search {this @dir|the tree|the project|the current @dir|subfolders} for <file>
find {my|the|that} {lost|missing|misplaced|} file <file>
tell me where {the file|my file|} <file> {is|is located|sits|lives|is kept}
figure out {where|in which @dir|which @dir} <file> {is|is in|is stored|lives}
track down @F
find <file> {by|by its} name
get the {path|location} of @F
look {everywhere|in all subfolders|recursively|below here} for {the file|a file named|a file called|} <file>
find {the file with the name|files with the name|the file that is named|the one file called} <file>
see where @F {is|lives|is located|is}
find the {place|directory|folder} {where|in which} @F {is|lives|is stored|is saved}
""",
    "ask": """
where is @F{| located| stored| saved| hiding}
where {did I put|did I save|have I put|can I find|do I find|do I have|did I leave|would I find} @F
where's @F
where does @F {live|sit|reside|lie}
{in|under} which @dir is @F
in {which|what} @dir {did I put|can I find|does} @F{| live}
which @dir {contains|holds|has} @F
is there a file {named|called} <file>@maybehere
do I have a file {named|called} <file>{| somewhere| anywhere|@maybehere}
where on {my|this} {machine|disk|computer|system} is @F
where in {this|the} {tree|project|folder} is @F
what is the {path|location} of @F
which path does @F have
""",
    "key": """
find <file>
find file <file>
find file {named|called|by name} <file>
locate <file>
location of @F
path {of|to} @F
where <file>
file named <file>
search <file> by name
""",
}

W["find-larger"] = {
    "do": """
@find {all |the |every |any |}files {larger than|bigger than|over|above|greater than|exceeding|of more than|with more than|that exceed|that are larger than|that are bigger than|that are over|whose size is over|whose size exceeds|with a size over|with a size above|at least|that take more than|that use more than|heavier than|weighing more than|in excess of|taking up more than|which are larger than|which are bigger than} <n>@mb@maybehere
@find {every|any|each} file {larger than|bigger than|over|above|greater than|exceeding|of more than|that is larger than|that is over|that is bigger than} <n>@mb@maybehere
@find {large|big|huge} files{,|:|} {over|above|more than|bigger than|larger than|greater than|exceeding} <n>@mb@maybehere
@find files {with|of} size {greater than|larger than|over|above|more than|>} <n>@mb@maybehere
@find {everything|anything} {larger than|bigger than|over|above|more than} <n>@mb@maybehere
search for files {larger than|bigger than|over|above|exceeding} <n>@mb@maybehere
@find {large|big|huge} files (> <n>@mb)
@find <n>@mb+ files@maybehere
@find files > <n>@mb
@find files that {have|occupy|need|eat|take|consume} more than <n>@mb{| of space| of disk space| on disk| each}
@find files {of|by} size, {minimum|more than|over} <n>@mb
@find files {not smaller than|no smaller than|past|beyond} <n>@mb
@find {all|the} files whose size is {more|greater|larger|bigger} than <n>@mb@maybehere
""",
    "ask": """
{which|what} files {are|here are|in this folder are|below here are} {larger than|bigger than|over|above|greater than|more than|at least|beyond} <n>@mb@maybehere
{which|what} files {exceed|take more than|use more than|have more than|weigh more than|occupy more than} <n>@mb@maybehere
are there {any |}files {larger than|bigger than|over|above|exceeding} <n>@mb@maybehere
do I have {any |}files {larger than|bigger than|over|above|exceeding} <n>@mb@maybehere
where are {the|my|all the} files {larger than|bigger than|over|above} <n>@mb
is {any|some} file {larger than|bigger than|over|above} <n>@mb
""",
    "key": """
files {larger than|bigger than|over|above|>|exceeding} <n>@mb@maybehere
{large|big|huge} files {over|above|>|bigger than} <n>@mb
find files {over|>|larger|bigger|greater} <n>@mb
files more than <n>@mb {in size|big|large}
all files {over|above|larger than} <n>@mb
""",
}

W["find-recent"] = {
    "do": """
@find {all |the |every |any |}files {modified|changed|edited|touched|updated|altered|written|that changed|that were modified|that were changed|that were edited|I changed|I edited|I modified|I touched|I worked on|that have been modified|that have changed|with changes|saved} {in|within|during|over} the {@lastn|last|last|past} <n> days@maybehere
@find every file {modified|changed|edited|touched|updated|that changed|that was modified|that was edited} {in|within|during|over} the {last|past|previous} <n> days@maybehere
@find {recently |recent |}{modified |changed |edited |}files{,|:|} {last|past} <n> days@maybehere
@find files {younger than|newer than|not older than|less than|modified less than|changed less than|modified fewer than} <n> days{| old| ago}@maybehere
@find what {changed|was modified|was edited|has changed|got changed|I changed} {in|within|during} the {last|past} <n> days@maybehere
@find files with a modification {time|date} {within|in|of} the {last|past} <n> days
@find files {modified|changed|edited} {since|in} <n> days{| ago}
@find everything {modified|changed|edited|touched|updated} {in|within|during|over} the {last|past|previous} <n> days@maybehere
@find files {by modification time|by mtime|by date}, {last|past} <n> days
@find files {whose contents changed|that got changed|that someone changed|that got modified} {in|within|during} the {last|past} <n> days
""",
    "ask": """
{which|what} files {were|have been|got} {modified|changed|edited|touched|updated|altered} {in|within|during|over} the {last|past|previous} <n> days@maybehere
{which|what} files {changed|have changed|did I change|did I edit|did I modify|did I touch|have I changed|did I work on|have I edited} {in|within|during|over} the {last|past|previous} <n> days@maybehere
what {changed|has changed|was modified|was edited|did I change|was updated} {in|within|during|over} the {last|past} <n> days@maybehere
{which|what} files are {newer than|younger than|less than|not older than} <n> days{| old}
{any|are there any} files {modified|changed|edited} in the {last|past} <n> days
""",
    "key": """
files {modified|changed|edited|touched|updated} {in|within|during|in the|within the|} {last|past} <n> days
files {changed|modified|edited} in the {last|past} <n> days
{recent|recently changed|recently modified|recently edited} files{,|} {last|past|in the last|within} <n> days
files newer than <n> days
last <n> days {modified|changed} files
""",
}

W["find-empty"] = {
    "do": """
@find {all |the |any |all the |every one of the |my |}empty {directories|folders|dirs|subdirectories|subfolders}@maybehere
@find every empty {directory|folder|dir|subdirectory|subfolder}@maybehere
@find {all |the |any |}{directories|folders|dirs|subfolders|subdirectories} {that are empty|which are empty|with nothing in them|with nothing inside|containing nothing|that contain nothing|without any files|without files|that have no files|with no files in them|with no content|without contents|that contain no files|with nothing inside them|that hold nothing|having no contents}@maybehere
@find {directories|folders|dirs} {without anything|with no files or folders|that have nothing} {in them|inside}
search for empty {directories|folders|dirs}@maybehere
search {this tree|the tree|the project|everything} for empty {directories|folders|dirs}
@find which {directories|folders|dirs} are empty@maybehere
@find {leftover|unused|useless|stray} empty {directories|folders}@maybehere
@find a {directory|folder} with nothing {in it|inside}
recursively @find empty {directories|folders|dirs}
@find {directories|folders} {of size zero|that are not used because they are empty}
check for empty {directories|folders|dirs}@maybehere
@find {a list of|the names of|the paths of} {all |the |}empty {directories|folders}@maybehere
""",
    "ask": """
{which|what} {directories|folders|dirs|subdirectories|subfolders} are empty@maybehere
{which|what} {directories|folders|dirs|subfolders} {contain nothing|have nothing in them|have no files|hold nothing|have no contents|contain no files|have nothing inside}@maybehere
are there {any |}empty {directories|folders|dirs}@maybehere
do I have {any |}empty {directories|folders}@maybehere
where are {the|my|all the} empty {directories|folders}@maybehere
is {any|some} {directory|folder} empty@maybehere
""",
    "key": """
empty {directories|folders|dirs}@maybehere
find empty {dirs|directories|folders}
all empty {directories|folders|dirs}
list of empty {directories|folders}
{directories|folders} with nothing in them
""",
}

W["list-hidden"] = {
    "do": """
@show {all files|files|everything|all the files|every file|the files|directory contents|the contents of this @dir} with {details|all details|full details|their details|permissions and sizes}{,|} {including hidden ones|including hidden files|hidden ones too|hidden files too|also hidden ones|and hidden files|and also the hidden ones|and dotfiles|including dotfiles|dotfiles included|hidden ones included|even hidden ones|hidden as well}
@show {hidden files|dotfiles|hidden files too|the hidden files|hidden ones}{| with details| with their details| in long format| and their details| and details| in this @dir| in the current @dir| here}
@show {a|the} {long|detailed|full} {listing|list|directory listing|file list|view} {of|with} {hidden files|everything, hidden files too|all files including hidden ones|all files and dotfiles|dotfiles|hidden files included|hidden files shown|the hidden ones too}
@show files in {long|detailed} {format|form|view}{,|} {including|with|and} {hidden ones|hidden files|dotfiles|the hidden ones}
@show {all files|everything}{,| here,| in this @dir,} {hidden|hidden ones|dotfiles|the hidden} {included|too|as well|also}{,|} {with details|with permissions|with sizes|with owner and size|in long format|with their permissions|with sizes and permissions|and the permissions}
@show {permissions|details|sizes and permissions|owner and permissions|sizes and owners} of {all files|every file|files}{,|} {including hidden ones|hidden ones too|dotfiles too|even the hidden ones|including dotfiles|also hidden}
@show {all|every one of the|} files {even|including|also} {hidden|the hidden ones|the ones starting with a dot|those starting with a dot|hidden ones|dot files|dotfiles}{,| and} {with details|with their details|with all details|and details|with permissions}
list {everything|the current @dir|this @dir|files}{,|} {with|including|and} hidden {files|ones|entries}{,|} {in detail|with details|and details|with all info|in long form}
do a {long|detailed} {ls|listing} {with|including} {hidden files|dotfiles}
@show the {details|info|metadata} of {all|the} files{,|} {hidden ones|dotfiles} {too|included|as well}
make ls {show|list|display} {hidden files|dotfiles|hidden ones}{| too| and details| with details}
@show {hidden|dot} files {along with|together with|as well as|and} {normal|regular|visible|the other|ordinary} {ones|files}{| in detail| with details|, with details}
@show files with {permissions|size|owner|sizes|dates} and {hidden files|hidden ones|dotfiles}
@show everything in {this|the current} @dir with {details|permissions}, {including hidden files|hidden files too|dotfiles too}
""",
    "ask": """
{what|which} {hidden files|dotfiles} {are there|are here|are in this @dir|do I have|exist here}
what is in this @dir, {hidden files included|including hidden files|dotfiles too}, {with details|in detail}
which files{, hidden ones too,| including hidden ones} are {here|in this @dir}, with {details|permissions|sizes}
what are the permissions of all files {here|in this @dir}{,|} {including|and} hidden {ones|files}
""",
    "key": """
{list|ls|show|see} hidden files{| with details}
{detailed|long} {listing|list|ls} {with|including} {hidden files|dotfiles|hidden}
ls {with hidden files|with details and hidden files|including hidden files|long hidden|all details hidden}
hidden files{| with details| listing| list}
all files with details{,| and} {hidden too|dotfiles too|hidden ones}
long format {listing|ls} {with|including} {hidden files|dotfiles}
""",
}

W["grep-recursive"] = {
    "do": """
@search @word<word> {in|in|inside|across|through|within|throughout} {all files|all files|every file|all the files|all my files|any file|the files|these files|files|the whole project|the project|this project|the whole tree|this directory|this folder|the current directory|the current folder|the source|the source code|the codebase|the code|my code|everything|all source files|my files|the whole directory tree|every file below here|all files here|the entire project|each file}{| @rec}
@search @word<word> {recursively|everywhere|everywhere in this tree|in all subfolders|in all subdirectories|below here|in every subdirectory|@here|recursively in all files|in this tree|@here @rec}
recursively {search for|grep for|grep|look for|find} @word<word>
search {all files|every file|the files|all the files|everything|the whole tree|the project|this directory|this folder|the current directory|all my files|the codebase|the code|recursively|files|the contents of all files|inside all files|file contents} for @wordx<word>
grep {all files|every file|everything|the whole project|the tree|the codebase|recursively|the directory|this folder} for @wordx<word>
find {all |the |every place |every line |all lines |the lines |all places |places |everywhere |out |}where @wordx<word> {is used|is mentioned|occurs|appears|is defined|is referenced|is called|shows up|comes up|is written|is}
@show {which files|what files|the files that|all files that|files that|every file that|the lines that|all lines that} {contain|mention|use|include|have|reference} @wordx<word>{| in them}
find {files|all files|the files|every file|any file} {containing|with|mentioning|that contain|that mention|that contains|having|including|that include} @wordx<word>{| in it| in them| inside}
find @wordx<word> in {the text of |the contents of |}{all files|every file|any file|files}
@search @wordx<word>, in {all files|every file|the whole tree|everything}{| @here}
look {in|into|through|inside} {all files|every file|all the files|all subfolders} for @wordx<word>
grep recursively for <word>
scan {all files|every file|the project|the code|this folder|everything} for @wordx<word>
@show {all|every} {occurrence|occurrences|mention|mentions|use|uses|line with|lines with|match for|matches for|hits for} {of |}@wordx<word> {in all files|@here|in the project|in this tree|in the code|everywhere|across all files}
@search @wordx<word> in {all files|every file} and {show|print|give|display} {the |}line numbers
""",
    "ask": """
{which|what} {files|file|source files} {contain|contains|mention|use|mentions|include|have|uses|reference} @wordx<word>{|@maybehere}
where {is|do I use|do we use|did I use|did I write|do I mention|is the function|is the variable|is the word|is the text|is the string} <word> {used|mentioned|in the code|in my files|in these files|referenced|defined|in the project|in the source|in all these files|written|called|found in my files}
in {which|what} {files|file} {does|is} @wordx<word> {occur|appear|used|mentioned|found|show up}
where does @wordx<word> {occur|appear|show up|come up|turn up|come from in the code}{| in my files| in the project| in these files| in the code|@maybehere}
{does any|does some|is there a} file {contain|that contains|mention|containing} @wordx<word>
who {uses|calls|mentions} <word> {in this project|in the code|in the source|in these files}
""",
    "key": """
grep <word>{| recursively| everywhere| in all files| recursive|@maybehere}
recursive {grep|search} for @wordx<word>
{search|find|grep} {text|word|string|for text|for the text} <word>{| in all files| in files| everywhere}
files {containing|with|mentioning} @wordx<word>
search all files <word>
{occurrences|mentions|uses} of <word> {in all files|everywhere|in the project}
""",
}

W["grep-ext"] = {
    "do": """
@search @word<word> {only |just |}{in|inside|within|across|through} {only |just |}@allE@maybehere
@search @word<word> in @allE {only|alone|and nowhere else|but no others|and no other files}
search {only |just |}{in |}@allE for @wordx<word>
{grep|scan} {only |just |}@allE for @wordx<word>
look {in|into|through|inside} {only |just |}@allE for @wordx<word>
recursively {search for|grep for|grep|look for} @wordx<word> in @allE
find {all |the |every place |every line |}where @wordx<word> {is used|is mentioned|occurs|appears|is defined|is referenced} in {the |my |all |}@E
@show {which|what|the|all} @E {that |}{contain|mention|use|include|have|reference} @wordx<word>
find {all |the |any |every one of the |}@E {containing|with|mentioning|that contain|that mention|having|that use|that include} @wordx<word>
@search @wordx<word>, but only in @E
@search @wordx<word> {limited|restricted|limiting the search} to @E
@search @wordx<word> in files {of type|with extension|with the extension|ending in} <e>{| only}
grep <word> {in|--include} <E>{| files| only}
in @allE, {search for|look for|find|grep} @wordx<word>
@show {all|every|} {occurrences|mentions|uses|lines|matches} {of|with} @wordx<word> in {the |}@E
""",
    "ask": """
{which|what} @E {contain|mention|use|include|have|reference} @wordx<word>
which @E1 {contains|mentions|uses|has} @wordx<word>
where {is|do I use|do we use|did I use|is the word|is the text|is the function} <word> {used |mentioned |}in {the |my |all |all the |}@E
in which @E {does|is} @wordx<word> {occur|appear|used|mentioned|show up}
where {in the|in my|in all} @E does @wordx<word> {occur|appear|show up}
""",
    "key": """
grep <word> in <E>{| files}
grep <word> {only |}in <E> files
search <word> in <E> files{| only}
<E> files {containing|with|mentioning} @wordx<word>
find <word> in {all |}<E> files
""",
}

W["grep-file"] = {
    "do": """
@search @word<word> {in|in|inside|within} {only |just |}@F
search {in |inside |through |}@F for @wordx<word>
grep @F for @wordx<word>
grep <word> {in|from} @F
look {in|into|through|inside} @F for @wordx<word>
find {all |the |every place |every line |all lines |the line |the lines |}where @wordx<word> {is used|is mentioned|occurs|appears|is defined|is} in @F
@show {the lines|all lines|lines|every line|the line|only lines|only the lines|which lines} {of|in|from} @F {that contain|containing|with|that mention|matching|that have|which contain|that match|mentioning} @wordx<word>
@show {the lines|all lines|lines|every line|the line} {containing|with|that contain|matching|mentioning} @wordx<word> {in|of|from} @F
find @wordx<word> in @F
check {if|whether} @F {contains|mentions|has} @wordx<word>
check {if|whether} @wordx<word> {is|occurs|appears|is mentioned} in @F
@show {all|every|} {occurrences|mentions|uses|matches|instances} {of|for} @wordx<word> in @F
scan @F for @wordx<word>
filter @F for {lines with |}@wordx<word>
in @F, {search for|look for|find|grep} @wordx<word>
""",
    "ask": """
{which|what} {lines|line} {of|in} @F {contain|contains|mention|mentions|have|has} @wordx<word>
where {is|does|in} @F {is |}@wordx<word>
where {is|does} @wordx<word> {used in|mentioned in|in|appear in|occur in|show up in} @F
does @F {contain|mention|have|include} @wordx<word>{| anywhere}
is @wordx<word> {in|mentioned in|anywhere in|used in|somewhere in} @F
on {which|what} {line|lines} of @F {is|does|do I find} @wordx<word>{| appear| occur}
""",
    "key": """
grep <word> {in |}<file>
search <word> in <file>
find <word> in <file>
{search|find|grep} {text|word|string} <word> in {file |}<file>
lines {with|containing} <word> in <file>
{occurrences|mentions} of <word> in <file>
""",
}

W["count-lines"] = {
    "do": """
count {the |all |all the |}{lines|number of lines|lines of text|newlines|rows|lines of code} {of|in|inside|within} @F
@get {the |}{number of lines|line count|amount of lines|count of lines|number of rows|total number of lines|total line count|lines count|length in lines} {of|in|for} @F
@get how many lines {@F has|are in @F|there are in @F|@F contains|@F consists of}
@get how {long|many lines long} @F is in lines
find out how many lines {are in|there are in|there are inside} @F
count how many lines @F {has|contains|is made of}
use wc to count {the |}lines {of|in} @F
measure the {length|number of lines} of @F in lines
do a line count {of|on|for} @F
""",
    "ask": """
how many {lines|lines of text|lines of code|rows|newlines} {are in|are there in|does|are inside|in} @F{| have}
how many lines does @F {have|contain|span|consist of|hold}
how many lines {long |}is @F
how many lines has @F{| got}
how long is @F{ in lines| in lines|, in lines|, counted in lines}
what is the {line count|number of lines|total number of lines} {of|in|for} @F
what's the {line count|number of lines} {of|in|for} @F
""",
    "key": """
count lines {in |of |}<file>
{line count|number of lines|lines} {of|in|for} <file>
wc {lines|lines of|lines in|on} <file>
<file> line count
how many lines <file>
lines in <file>
number of lines <file>
""",
}

W["count-files"] = {
    "do": """
count {the |all |all the |}{files|number of files|regular files} {below|in|under|inside|within|beneath|of|contained in} @D{| @rec}
@get {the |}{number of files|file count|amount of files|count of files|total number of files|total count of files|files count} {of|in|for|below|under|inside|within} @D{| @rec}
@get how many files {@D has|are in @D|there are in @D|@D contains|are below @D|there are under @D|there are below @D|are inside @D|are stored in @D|exist under @D|live in @D}{| @rec}
recursively count {the |all |}files {in|under|below} @D
count how many files @D {has|contains|holds}{| @rec}
count {every file|everything that is a file|each file} {below|in|under|inside} @D{| @rec}
find out how many files {are in|there are in|there are below|are under} @D
tell me how many files {are|there are|live|exist} {in|below|under|inside} @D
work out how many files {are|lie|there are} {in|below|under} @D
do a file count {of|on|for|in} @D
""",
    "ask": """
how many files {are in|are there in|are below|are under|are inside|are there under|are there below|live in|exist in|exist below|are stored in|do I have in|do I have under|in|sit in|sit below|are contained in|lie under} @D{| @rec}
how many files does @D {have|contain|hold}{| @rec}
what is the {number of files|file count|total number of files} {in|of|under|below} @D
what's the {number of files|file count} {in|of|under|below} @D
""",
    "key": """
count files {in |under |below |}<dir>{| recursively}
{file count|number of files} {of|in|for|under|below} <dir>
how many files <dir>
<dir> file count
count of files in <dir>
""",
}

W["tar-create"] = {
    "do": """
compress @D {into|to|as|in} {a|one|a single} @tgz
{make|create|build|produce|generate} {a|one} @tgz {of|from|out of|with|for|containing} @D
{pack|pack up|bundle|wrap up|archive|put|turn|package|roll|stuff} @D {into|in|as} {a|one} @tgz
{tar|tar up|targz|tar.gz} @D
tar and {gzip|compress} @D
gzip and tar @D
archive @D {as|into|to|with} {a tar.gz|a tarball|tar.gz|.tar.gz|gzip|tar|tar and gzip|tgz}
create <dir>.tar.gz {from|out of} {it|the @dir|@D}
{make|create} a {compressed|gzipped} {archive|tar|tar file} {of|from} @D
compress @D {with|using} {tar|gzip|tar and gzip|tar.gz}
back up @D {into|as|to} {a|one} @tgz
{make|create|build} {a|one} @tgz {archive |}{of|from} the {contents of |whole |entire |complete |}{directory|folder} <dir>
save @D as a @tgz
{pack|compress|bundle} {everything in|the whole|the entire|all of|the contents of} {@dir |}<dir> {into|as|in} a @tgz
use tar to {compress|pack|archive} @D{| with gzip}
tar.gz {the @dir |}<dir>
shrink @D into a @tgz
{gzip|zip up} @D {as|into} {a tar.gz|a tarball|tar.gz}
""",
    "ask": """
can @D be {packed|compressed} into a @tgz
""",
    "key": """
{tar|targz|tar gz|tar.gz} <dir>
@tgz {of|from} @D
compress {@dir |}<dir>{| tar.gz| to tar.gz| into tar.gz| as tarball}
tarball {from|of|for} <dir>
gzip @dir <dir>
archive @dir <dir>
pack <dir> tar.gz
""",
}

W["tar-extract"] = {
    "do": """
{extract|unpack|decompress|untar|open|expand|uncompress|unarchive|explode|undo|restore} {|||the {archive|tarball|file|tar.gz|tgz|compressed tar} |my {archive|tarball|file} |the contents of |everything from |all files from |everything in |the files in |all of |this tarball: |this tarball |a tarball named |a tarball called |the archive named |the archive called |the tar file |the gzipped tar }<file>.tar.gz{||||| here| in this @dir| into the current @dir| into this @dir| to the current @dir}
{extract|unpack|decompress|untar|open|expand|uncompress} the {tarball|tar.gz|gzipped tarball|tgz|compressed tarball|tar archive|gzipped tar|.tar.gz} <file>
{extract|unpack|decompress|untar|open|expand|uncompress} the <file> {tarball|tar.gz|tgz|gzipped tarball|tar archive|.tar.gz}
{untar|ungzip and untar|gunzip and untar} <file>.tar.gz
get {the files|everything|the contents|the content} out of {|the archive |the tarball }<file>.tar.gz
{extract|unpack|untar} <file>
unzip <file>.tar.gz
take <file>.tar.gz apart
{extract|unpack} the tar.gz {file|archive} <file>.tar.gz
use tar to {extract|unpack|decompress|open} {|the archive |the file }<file>.tar.gz
{un-tar|un-compress|un-pack} <file>.tar.gz
inflate {|the archive |the tarball }<file>.tar.gz
""",
    "ask": """
what do I do with <file>.tar.gz to {unpack|extract|open} it
I {have|downloaded|got} <file>.tar.gz{,|;| and| -} how do I {unpack|extract|open|decompress} it
I {have|downloaded|got} {a tarball|an archive} {called |named |}<file>.tar.gz, {unpack|extract} it
how can <file>.tar.gz be {unpacked|extracted|opened|decompressed}
""",
    "key": """
{untar|extract|unpack|decompress|uncompress|open} <file>.tar.gz
<file>.tar.gz {extract|unpack|decompress}
tar extract <file>.tar.gz
tar {unpack|extract} <file>.tar.gz
""",
}

W["zip-create"] = {
    "do": """
{make|create|build|produce|generate} a {zip|zip file|zip archive|.zip|.zip file|zipped copy|ZIP|ZIP archive|ZIP file|zip package} {of|from|out of|with|for|containing} @D
zip {up |}@D
zip @D {recursively|into an archive|with everything in it|into one file|with all its contents|into a single file|and everything below it|together with its subfolders}
{compress|pack|pack up|bundle|archive|put|turn|package|wrap|stuff} @D {into|in|as|to} {a|one|a single} {zip|zip file|zip archive|.zip|.zip file|ZIP file|ZIP|ZIP archive}
archive @D as {zip|.zip|a zip}
compress @D {with|using|to} {zip|.zip|zip format}
create <dir>.zip {from|out of} {it|the @dir|@D|<dir>}
make a zip {of|from} the {whole|entire|complete|contents of the} {directory|folder} <dir>
back up @D {into|as|to} a {zip|zip file}
save @D as a {zip|zip file|zip archive}
{pack|compress|bundle|zip} {everything in|the whole|the entire|all of|the contents of} {@dir |}<dir> {into|as|in} a {zip|zip file|zip archive}
use zip {to compress|to pack|to archive|on} @D
recursively zip @D
make <dir> into a {zip|zip file|zip archive}
get a zip of @D
""",
    "ask": """
can @D be {packed|zipped|compressed} into a zip
""",
    "key": """
zip {@dir |}<dir>
zip {file|archive} {of|from} @D
compress @dir <dir> {zip|to zip|into zip|as zip}
make zip {of |from |}<dir>
create zip {of |from |}<dir>
zip recursive <dir>
""",
}

W["unzip"] = {
    "do": """
{extract|unpack|decompress|unzip|open|expand|uncompress|unarchive|restore} {|||the {archive|zip|file|zip file|zip archive} |my {archive|zip|file} |the contents of |everything from |all files from |everything in |the files in |this zip: |this zip |a zip named |a zip called |the archive named |the zip called |the zipped file }<file>.zip{||||| here| in this @dir| into the current @dir| into this @dir}
{extract|unpack|decompress|unzip|open|expand|uncompress} the {zip|zip file|zip archive|.zip} <file>
{extract|unpack|decompress|unzip|open|expand|uncompress} the <file> {zip|zip file|zip archive|.zip}
unzip <file>.zip
unzip {the file |the archive |}<file>
get {the files|everything|the contents|the content} out of {|the archive |the zip }<file>.zip
take <file>.zip apart
{extract|unpack} the zip {file|archive} <file>.zip
use unzip on <file>.zip
{un-zip|un-pack} <file>.zip
inflate {|the archive |the zip }<file>.zip
""",
    "ask": """
what do I do with <file>.zip to {unpack|extract|open|unzip} it
I {have|downloaded|got} <file>.zip{,|;| and| -} how do I {unpack|extract|open|unzip} it
I {have|downloaded|got} {a zip|an archive} {called |named |}<file>.zip, {unpack|extract|unzip} it
how can <file>.zip be {unpacked|extracted|opened|unzipped}
""",
    "key": """
{unzip|extract|unpack|decompress|uncompress|open} <file>.zip
<file>.zip {extract|unpack|unzip}
zip extract <file>.zip
""",
}

W["du"] = {
    "do": """
@get {how much|how much|what amount of} {space|disk space|storage|room|disk|hard disk space|disk storage} @D {takes|takes up|uses|needs|occupies|is using|is taking|consumes|eats|eats up|requires|fills|is taking up|takes on disk|uses on disk}
@get {the |}{size|total size|disk usage|overall size|disk space|full size|combined size|space usage|space|disk space used} of @D{| on disk| in total| in human readable form}
@get how {big|large|heavy|huge} @D is{| on disk| in total| altogether| with everything in it}
@get {the |}{disk usage|size|total size|space used} {for|by|of} @D
measure {the size of|the disk usage of|how big is|how much space is used by|the space taken by} @D
calculate the {size|total size|disk usage} of @D
sum up the {size|sizes} of {everything in|all files in|} @D
@get how much {space|disk space|storage} is {used|taken|occupied|taken up|consumed} by @D
@get how many {megabytes|gigabytes|bytes|MB|GB} @D {takes|has|uses|takes up|occupies}
@get the {size|weight} of everything {in|inside|below} @D
""",
    "ask": """
how {big|large|heavy|huge} is @D{| on disk| in total| altogether| all together| with everything in it}
how much {space|disk space|storage|room|disk|hard disk space} {does|is} @D {take|take up|use|need|occupy|using|taking|consume|eat|eat up|require|taking up|consuming|fill}{| on disk}
what is the {size|total size|disk usage|overall size} of @D
what's the {size|total size|disk usage|total disk usage} of @D
how much {space|disk space|storage} is {used|taken|occupied|taken up|consumed|needed} by @D
how many {megabytes|gigabytes|bytes|MB|GB} {does @D take|are in @D|does @D have|is @D|does @D use}
how much {does @D weigh|data is in @D|is in @D, in size|is stored in @D}
""",
    "key": """
{size|total size|disk usage|space usage|disk space} of @D
{disk usage|size|space|space used} {of|for|by} <dir>
<dir> {size|disk usage|folder size}
{directory|folder|dir} size {of |for |}<dir>
how big <dir>
du {for |of |}<dir>
space taken by <dir>
""",
}

W["df"] = {
    "do": """
@get {the |my |}{free|available|remaining|unused} {disk space|space|storage|disk storage|space on disk|space on my disk|space on the disk|space on all disks|space on my drives|hard drive space|hard disk space|space on each filesystem|disk capacity|space on all filesystems|space on this machine}{| in human readable form| on all partitions| on my system}
@get how much {disk space|space|storage|disk|hard drive space|room|free space|free disk space|disk storage} {is free|is left|is available|I have left|is still free|I have|there is left|remains|remains free|is remaining|is still available}{| on my disk| on my disks| on the disk| on this machine| on my drives| on the hard drive| on the drive}
@get how full {my disk is|the disk is|my disks are|the filesystems are|my drives are|the hard drive is|my disk drives are|each filesystem is|the partitions are}
@get {the |}{disk usage|usage|free space|space|available space} {of|on|for} {all|my|the|every|each} {filesystems|disks|drives|partitions|mounted filesystems|mounts|disk|filesystem|mount point|mounted disks|hard drive|drive|mounted filesystem|volumes}
check {free |available |remaining |the |my |}{disk space|storage space|free space}
check {whether|if} {my|the} disk is {full|almost full|nearly full|running out of space}
@get {what|which} space is left on {my|the} {disk|disks|hard drive|drive|drives}
@get the free space {on|of} {all|my|the} {disks|drives|partitions|filesystems|disk|hard disk}
""",
    "ask": """
how much {disk space|space|storage|disk|hard drive space|room|free space|free disk space} {is free|is left|is available|do I have left|is still free|do I have|do I still have|remains|have I got left|is there left|is remaining|do we have left}{| on my disk| on my disks| on the disk| on this machine| on my drives| on the hard drive| on my filesystems| on this system}
how full {is my disk|are my disks|is the disk|are the filesystems|are my drives|is the hard drive|is each partition|is my drive|are the partitions}
is {my|the} disk {full|almost full|nearly full|running out of space|getting full}
am I {running out of|out of|low on} {disk space|disk|storage}
do I {still |}have {enough |any |}{disk space|free disk space|free space|space left on the disk}{| left}
what is {my|the} {free|available|remaining} {disk space|storage}
what's {my|the} {free|available|remaining} {disk space|storage}
how much {is left|room is left} on {my|the} {disk|drive|hard drive|partitions}
is there {any |enough |}{space|room|free space} {left |}on {the|my} {disk|drive|hard drive}
""",
    "key": """
{free|available|remaining} {disk space|disk|storage|disk storage|hard drive space}
disk {space|free|space left|space available|free space|usage overview}
free space {on disk|on disks|on all filesystems|on my drives}
filesystem {usage|space|free space}
disk space {human readable|left}
df human readable
space left {on|on the} {disk|device|drive}
""",
}

W["largest"] = {
    "do": """
@find the <n> {largest|biggest|heaviest|most space-consuming|bulkiest|fattest|hugest} files@maybehere
@find the {top|top|first} <n> {largest|biggest|heaviest|} files{| by size| by file size| in size| sorted by size}@maybehere
@find {top|my} <n> {largest|biggest|heaviest} files@maybehere
@find the {largest|biggest|heaviest} <n> files@maybehere
@find the <n> files {that|which} {take|use|take up|occupy|need|eat|consume} the most {space|disk space|room|storage}@maybehere
@find the <n> files with the {largest|biggest|greatest} {size|sizes}@maybehere
sort {files|all files|the files} by size and {show|list|print|give me|keep} the {top|first|largest|biggest} <n>
@find {largest|biggest} files{,|} {top|only|just|only the first|limit|limited to} <n>
@find <n> {biggest|largest} files@maybehere
rank {files|the files|all files} by size{,| and} {top|show the top|show the first} <n>
@find the <n> {files taking the most space|files using the most space|biggest files by size|files of largest size|largest of all files|biggest disk hogs|biggest space hogs}@maybehere
@find {out |}which <n> files are {the |}{largest|biggest|heaviest}@maybehere
""",
    "ask": """
{what|which} are the <n> {largest|biggest|heaviest} files@maybehere
{what|which} are the top <n> {largest|biggest|} files{| by size}@maybehere
{what|which} are the {largest|biggest} <n> files@maybehere
{what|which} <n> files {take|use|take up|occupy|eat} the most {space|disk space|room}@maybehere
{what|which} <n> files are {the |}{largest|biggest|heaviest}@maybehere
""",
    "key": """
top <n> {largest|biggest|} files{| by size}
<n> {largest|biggest|heaviest} files@maybehere
{largest|biggest} <n> files
{largest|biggest} files top <n>
{biggest|largest} files, top <n>
top <n> files by size
""",
}

W["port"] = {
    "do": """
@find {which|what|the} @proc1 {that is listening|listens|listening|is listening|that listens|running|is bound|bound|is running} {on|to|at} {port|tcp port|the port|port number|TCP port} <p>
@find {which|what|the} @proc1 {uses|is using|using|has|holds|occupies|is occupying|blocks|is blocking|owns|opened|has opened|took|is holding|that uses|is on|has bound|keeps busy|that has|occupying|blocking} {port|the port|tcp port|TCP port|port number} <p>{|| open}
find out {who|what|which process|which program} {is listening on|is using|uses|listens on|has|occupies|is on|is running on|is bound to|blocks|is behind|sits on} {port|tcp port|the port} <p>
@find {who|what} {is listening on|is using|uses|listens on|has|occupies|is on|is running on|blocks} port <p>
check {who|what|which process|which program} {is listening on|is using|uses|listens on|has|occupies|is on|is running on} port <p>
check {if|whether} {something|anything|a process|a program} {is listening on|is using|uses|listens on|is running on|runs on} port <p>
see what {is|is running|runs} on port <p>
look up the {process|program|owner} {of|on|behind} port <p>
find the {pid|process id|PID} of {the process|what is|whatever is} {listening |}on port <p>
@find the {listener|server|listening process|process} on port <p>
identify the process {listening on|using|behind|that owns} {port|tcp port} <p>
tell {me |}{which|what} {process|program} {is listening on|listens on|has opened|is using|is bound to} port <p>
""",
    "ask": """
{who|what|which process|which program|which app|which service|what process|what program|what service|which application|which daemon|what application} {is listening on|is using|uses|listens on|has|occupies|is on|is running on|is bound to|blocks|is blocking|owns|holds|runs on|is occupying|listens at|opened|has taken|sits on|took|keeps} {port|tcp port|the port|port number|TCP port|port} <p>{| open}
what is {listening on|running on|using|on|occupying|blocking|behind} {port |the port |tcp port }<p>
what's {listening on|running on|using|on|occupying|blocking|behind} {port |the port |tcp port }<p>
who's {listening on|using|on|occupying|blocking} {port |the port |tcp port |}<p>
is {something|anything|any process} {listening on|running on|using|on} port <p>
is port <p> {in use|taken|used|open|occupied|busy|already in use}{| and by whom| and by what| by some process|, and by which process}
port <p> is {in use|already in use|taken|busy|blocked|occupied}, {by what|by whom|by which process|who has it|what is using it|which process is it}
why is port <p> {in use|already in use|taken|busy}
{which|what} {process|program} {is it that |}{listens on|has} :<p>
""",
    "key": """
{process|program|listener|who|what} {on|listening on|using} port <p>
port <p> {process|in use|listener|pid|who|used by}
{who|what} uses port <p>
listening {on |}port <p>
what is on port <p>
which process port <p>
""",
}

W["pkill"] = {
    "do": """
{kill|stop|terminate|end|quit|shut down|close|halt|force quit|bring down|finish|take down} {the |all |all the |every |any |a |}{process|program|app|application|processes|programs|running process} {named|called|with the name|by the name of|of the name} <name>
{kill|stop|terminate|end|quit|shut down|close|halt|shut off} <name>
{kill|stop|terminate|end|quit|close} the <name> {process|program|app|application|processes|task|daemon}
{kill|stop|terminate|end|quit|close} {all|every|any} <name> {processes|process|instances|instance|programs}
{kill|stop|terminate|end} {the |a |}process by {its |}name{,|:|} <name>
{kill|stop|terminate|end} {every|all} {process|processes|instance|instances} of <name>
{kill|stop|terminate|end} <name> by {its |}name
{kill|stop|terminate|end} {a|the} {running |hanging |stuck |frozen |}{program|process|app} {called |named |}<name>
{kill|stop|terminate|end} everything {named|called} <name>
{make|get} {the process |the program |}<name> {to |}{stop|quit|end|exit}
{get rid of|shut down|put an end to} the {process|program|running program} {named |called |}<name>
{stop|kill} {the |}{running |frozen |hung |hanging |stuck |}<name>{| process| processes}
send {a |}{term|SIGTERM|terminate} {signal |}to {the process |all processes named |}<name>
""",
    "ask": """
<name> {hangs|is hanging|is frozen|is stuck|froze|does not respond|won't quit|will not close|keeps running}, {kill it|stop it|how do I kill it|how do I stop it|how can I stop it|how do I end it}
""",
    "key": """
{kill|stop|terminate|end|quit} {process |program |}<name>
{kill|stop} process {named|called|by name} <name>
{kill|stop|terminate} all <name> processes
kill by name <name>
""",
}

W["kill"] = {
    "do": """
{kill|stop|terminate|end|quit|shut down|halt|finish|bring down} {the |}process {number |with pid |with the pid |with PID |with process id |with the process id |with id |with the id |id |pid |no. |# |#|with number |with the number |whose pid is |whose id is |whose PID is |whose process id is |whose number is |that has pid |that has the pid |having pid |}<pid>
{kill|stop|terminate|end} {pid|PID|process id|the pid|the PID|proc|process number|process no.|number|task} <pid>
{kill|stop|terminate|end} <pid>
{kill|stop|terminate|end} {the |a |}{program|task|job|application|app} {with|that has|whose} {pid|PID|process id|process number|the pid|the process id|pid number} {is |}<pid>
{kill|stop|terminate} {a |the |}process by {its |}{pid|PID|id|number|process id}{,|:|} <pid>
send {a |}{term|SIGTERM|terminate} {signal |}to {process |pid |PID |the process |process number |}<pid>
{get rid of|put an end to} {the |}process {number |with pid |}<pid>
{make|get} process {number |}<pid> {to |}{stop|quit|end|exit}
{kill|stop} the {running |hanging |stuck |}process {number |}<pid>
{kill|stop|end|terminate} process <pid>
""",
    "ask": """
process {number |}<pid> {hangs|is hanging|is stuck|keeps running}, {kill it|stop it|how do I kill it|how do I stop it}
""",
    "key": """
{kill|stop|terminate|end} {process |pid |PID |process number |process id }<pid>
kill <pid>
kill by {pid|id} <pid>
""",
}

W["pgrep"] = {
    "do": """
check {if|whether|that} {the process |the program |a process named |a process called |a program called |}<name> {is running|is still running|runs|is alive|is up|is active|is currently running|is running right now}{|| and {with which pid|with what pid|get its pid|show its pid|under which pid|what its pid is|tell me its pid|give me the pid}}
@get {the |}{pid|PID|process id|process ID|process number|pids|process ids|id} {of|for} {the process |the program |the running |all processes named |the process named |the process called |}<name>
@get {which|what} {pid|process id|PID|process number} {the process |the program |}<name> {has|is running under|runs under|is running with|uses|got}
see {if|whether} {the process |the program |a process named |a process called |}<name> {is running|is still running|runs|is alive|is up}
find {out |}{if|whether} {the process |the program |a process named |a process called |}<name> {is running|is still running|runs|is alive}{| and its pid| and with which pid| and get its pid}
find {the |a |any |all |every |}{running |}{process|processes} {named|called|by the name|with the name|matching|by name} <name>{| and {its|their} pid| with pid| and show the pid}
tell {me |}{if|whether} <name> is {running|still running|alive|active|up}
look for {a |the |any |}{running |}process {named|called} <name>
@show {all |the |any |}running <name> {processes|instances}{| with {pid|pids|their pid|their pids}}
@show {all |the |}processes {named|called|matching} <name>{| with {their pids|pid}}
look up the {pid|process id|PID|process number} of {the process |}<name>
test {if|whether} <name> is running
verify that <name> is {running|up|alive}
search {for |the process list for |running processes for |}{a process named |a process called |the process |}<name>{| in the process list| among running processes}
""",
    "ask": """
is {a process named|a process called|a program called|the process|the program|there a process named|there a process called|any process named|my} <name> {running|still running|alive|up|active|currently running|running right now}{|| and {with which pid|what is its pid|under which pid|if so with which pid|what pid}}
is <name> {running|still running|alive|up|currently running|running right now|already running|active}{|| and {with which pid|what is its pid|under which pid|what pid does it have}}{||, and {with which pid|what is its pid}}
what is the {pid|PID|process id|process ID|process number} of {|the process |the program |the running |}<name>
what's the {pid|PID|process id|process number} of {|the process |}<name>
{which|what} {pid|PID|process id|process number} does {|the process |the program |}<name> {have|use|run under}
{under|with} {which|what} {pid|process id} {is|does} <name> {running|run}
are there {any |}<name> processes{| running}
are any {processes|instances} of <name> running
does <name> {run|still run|run right now|run at the moment}
is there {a|any} <name> process{| running}
did <name> start, and what is its pid
""",
    "key": """
{pid|PID|process id} {of|for} <name>
is <name> running
<name> {pid|process id|running|process|running?}
find process <name>
check process <name>
check if <name> {is |}running
{process|pid} of running <name>
""",
}

W["ps-mem"] = {
    "do": """
@find {which|what|the} @procs {use|are using|eat|consume|that use|using|are eating|take|take up|need|hog|are consuming|that consume|that eat|that take|that are using|taking|eating|consuming} {the most|most|the largest amount of|the most of the|the most of my} @mem
@find {the |}{top |}@procs {by|sorted by|ordered by|ranked by|with the highest|with the most} {@mem|@mem usage|@mem use|@mem consumption}
sort {processes|the processes|all processes|running processes|programs|the process list} by {@mem|@mem usage|@mem use|@mem consumption|how much memory they use}
@find {the |}{biggest|largest|worst|top|heaviest} {@mem {hogs|users|consumers|eaters}|consumers of @mem|users of @mem}
find out {what|who|which process|which program|which processes} {uses|is using|eats|is eating|is hogging|consumes|takes|is taking} {the most|all the|all my|so much|up the|my|most of the|all of my|up all my} @mem
@find {what|who} {is eating|is using|uses|is hogging|is taking|is filling} {all my|my|the most|the|so much|up my|up all the|most of my} @mem
@find {the most |}memory{ |-}{hungry|intensive|heavy} @procs
@find {the |}{process|program|processes|programs} {that uses|using|with|eating|which uses|that takes|taking|that eats|that need} the most @mem
@find {the |}{process|program|processes|programs} with the {highest|largest|biggest|greatest|most} @mem {usage|use|consumption|footprint}
@find {a list of |}processes {by|sorted by|in order of} @mem{| usage}
order processes by {@mem|@mem usage}
rank {processes|programs|running processes} by {@mem|@mem usage|@mem consumption}
list {all |}running {processes|programs}, {most @mem first|sorted by @mem|highest @mem first|biggest @mem users first|by @mem}
""",
    "ask": """
{which|what} {processes|programs|apps|applications|tasks} {use|are using|eat|consume|take|take up|need|hog|are eating|are consuming} {the most|most|most of the|all the|all my|so much} @mem
{which|what} {process|program|app|application} {uses|is using|eats|consumes|takes|takes up|needs|hogs|is eating|is hogging} {the most|most|most of the|all the|all my|so much} @mem
{what|who} {is using|uses|is eating|eats|is hogging|is taking|takes|is consuming|consumes|is filling|fills} {the most|all my|all the|my|so much|up my|up all the|the} @mem
{what|who}'s {using|eating|hogging|taking|eating up} {the most|all my|all the|my|so much|up my} @mem
where {is|does|did} {all |}{my|the} @mem {going|go|being used}
why is my @mem {full|so full|all used}, {which process is it|which processes use it|what uses it}
what {are|is} the {top|biggest} {memory|RAM} {consumers|consumer|hogs|users|hog}
""",
    "key": """
{top |}processes by {@mem|@mem usage}
{memory|RAM|ram} {hogs|hungry processes|usage by process|usage per process|usage of processes|consumers}
{processes|ps} {sorted|sort|ordered} by {@mem|@mem usage}
{most|top|highest} {memory|RAM} {using |consuming |}processes
top {memory|RAM} {users|processes|consumers}
processes using {most|the most|lots of} @mem
""",
}

W["ps-cpu"] = {
    "do": """
@find {which|what|the} @procs {use|are using|eat|consume|that use|using|are eating|take|take up|need|hog|are consuming|that consume|that eat|that take|that are using|taking|eating|consuming} {the most|most|the largest amount of|the most of the|most of the} @cpu
@find {the |}{top |}@procs {by|sorted by|ordered by|ranked by|with the highest|with the most} {@cpu|@cpu usage|@cpu use|@cpu load|@cpu consumption}
sort {processes|the processes|all processes|running processes|programs|the process list} by {@cpu|@cpu usage|@cpu use|@cpu load|how much cpu they use}
@find {the |}{biggest|largest|worst|top|heaviest} {{cpu|CPU|processor} {hogs|users|consumers|eaters}|consumers of @cpu|users of @cpu}
find out {what|who|which process|which program|which processes} {uses|is using|eats|is eating|is hogging|consumes|takes|is taking} {the most|all the|all my|so much|up the|my|most of the|up all my} {cpu|CPU|processor|cpu time|processor time}
@find {what|who} {is eating|is using|uses|is hogging|is taking|is loading|keeps busy} {all my|my|the most|the|so much|up my|up all the|most of my} {cpu|CPU|processor|cpu time}
@find {the most |}{cpu|CPU|processor}{ |-}{hungry|intensive|heavy} @procs
@find {the |}{process|program|processes|programs} {that uses|using|with|eating|which uses|that takes|taking|that eats|that need|that burn|burning} the most @cpu
@find {the |}{process|program|processes|programs} with the {highest|largest|biggest|greatest|most} {cpu|CPU|processor} {usage|use|consumption|load}
@find {a list of |}processes {by|sorted by|in order of} {cpu|CPU|processor}{| usage| load}
order processes by {cpu|CPU|cpu usage|CPU usage}
rank {processes|programs|running processes} by {cpu|CPU|processor|cpu usage|CPU usage}
@find {the busiest|busiest} {processes|programs}
list {all |}running {processes|programs}, {most cpu first|sorted by cpu|highest CPU first|biggest cpu users first|by CPU}
""",
    "ask": """
{which|what} {processes|programs|apps|applications|tasks} {use|are using|eat|consume|take|take up|need|hog|are eating|are consuming|burn} {the most|most|most of the|all the|all my|so much} {cpu|CPU|processor|cpu time|processor time|processing power|compute}
{which|what} {process|program|app|application} {uses|is using|eats|consumes|takes|takes up|needs|hogs|is eating|is hogging|burns|is burning} {the most|most|most of the|all the|all my|so much} {cpu|CPU|processor|cpu time|processor time|processing power}
{what|who} {is using|uses|is eating|eats|is hogging|is taking|takes|is consuming|consumes|is loading|is maxing out|is burning} {the most|all my|all the|my|so much|up my|up all the|the} {cpu|CPU|processor}
{what|who}'s {using|eating|hogging|taking|maxing out|burning} {the most|all my|all the|my|so much|up my} {cpu|CPU|processor}
{what|which process|which program} {makes|is making} {my computer|my laptop|this machine|the fan|the cpu|the processor} {so slow|slow|spin so loud|busy|so hot|run hot}
which processes are {the |}{busiest|most busy}
why is my {cpu|CPU|processor} {busy|so busy|at 100 percent}, {which process is it|which processes use it|what uses it}
what {are|is} the {top|biggest} {cpu|CPU} {consumers|consumer|hogs|users|hog}
""",
    "key": """
{top |}processes by {cpu|CPU|processor|cpu usage|CPU usage}
{cpu|CPU|processor} {hogs|hungry processes|usage by process|usage per process|usage of processes|consumers}
{processes|ps} {sorted|sort|ordered} by {cpu|CPU|cpu usage}
{most|top|highest} {cpu|CPU} {using |consuming |}processes
top {cpu|CPU} {users|processes|consumers}
processes using {most|the most|lots of} {cpu|CPU}
""",
}

W["free"] = {
    "do": """
@get how much {@mem|free @mem|main memory} {is free|is left|is available|I have|I have left|is still free|there is|there is left|remains|is unused|is used|is in use|is still available}{| on this machine| on my machine| on this system| right now| in human readable form}
@get {the |my |}{free|available|unused|remaining|current|total and free|used and free} {@mem|@mem usage|system memory|amount of @mem|main memory}{| of this machine| on this machine| of the system| in human readable form}
@get {the |}{amount of|quantity of} {free|available|unused|remaining} @mem
check {the |my |}{free|available|} {memory|RAM|ram|memory usage|RAM usage}
check {whether|if} {I have enough|there is enough|there is any|I have any} {free |}@mem {|left|free|available}
@get {memory|RAM} {usage|stats|statistics|info|use}{| of the system| of this machine| in human readable form| overall}
@get {the |}{system|overall|total|machine's|computer's} {memory|RAM} {usage|use|situation|status}
@get how {full|filled|used up} {my|the} @mem is
@get used and {free|available} @mem
@get swap and memory usage
""",
    "ask": """
how much {@mem|free @mem|main memory} {is free|is left|is available|do I have|do I have left|is still free|is there|is there left|remains|is unused|is used|is in use|do I still have|does this machine have|have I got left|have I left|does this machine have free}{| on this machine| on my machine| on this system| right now| at the moment}
how full is {my|the} {memory|RAM|ram}
is there {enough |any |}{free |}{memory|RAM|ram}{| left| free| available}
do I {still |}have {enough |any |}{free |}{memory|RAM|ram}{| left| free}
am I {running out of|out of|low on} {memory|RAM|ram}
what is {my|the} {free|available|current|total} {memory|RAM|memory usage|RAM usage}
what's {my|the} {free|available|current|total} {memory|RAM|memory usage|RAM usage}
how much of {my|the} {memory|RAM} is {free|left|used|in use|available|unused}
""",
    "key": """
{free|available|unused|remaining} {memory|RAM|ram|mem}
{memory|RAM|ram} {usage|free|left|available|status|info|use}
{system|total} {memory|RAM} {usage|use}
memory {human readable|in human readable form}
how much {free |}{memory|RAM|ram}
{memory|RAM} usage overview
""",
}

W["cp-dir"] = {
    "do": """
copy {the @dir |the folder |@dir }<a> {to|into|to|over to|as|onto} {|||the @dir |a new @dir |a @dir called }<b>{|| recursively| with everything in it| with all its contents| including subdirectories| and everything in it| with its contents}
copy the <a> @dir {to|into|to|over to} <b>{|| recursively| with everything in it}
recursively copy {the @dir }<a> {to|into} <b>
{duplicate|clone} the @dir <a> {to|as|into|under the name} <b>
{make|create} a {copy|full copy|recursive copy|duplicate} of {the @dir |the whole @dir |the @dir }<a> {in|at|as|called|named|under|under the name|into|to} <b>
copy {a @dir|the whole @dir|the entire @dir|a whole @dir|the complete @dir|my @dir}{,| |: }{named |called }<a> {to|into} <b>
copy {everything|all files|the contents} {in|of|from|inside} {the @dir }<a> {to|into|over to} {the @dir |}<b>
copy {the @dir }<a> and {everything|all|everything that is} {in it|inside|its contents|below it|its subfolders} {to|into} <b>
copy from {the @dir }<a> to {the @dir |}<b>{| recursively}
copy {the @dir }<a> with {all |}{its|the} {contents|files|subdirectories|subfolders} {to|into} <b>
put a copy of {the @dir |the folder }<a> {in|into|at|under} <b>
duplicate {the @dir }<a> {as|to|into} <b>
back up {the @dir |the folder }<a> {to|into} {the @dir |the folder |}<b>
cp {the @dir }<a> to <b>
""",
    "ask": """
""",
    "key": """
copy {directory|folder|dir} <a> {to|into} <b>
copy <a> {to|into} <b> {recursively|recursive|with its contents|and all in it}
recursive copy {of }<a> {to|into} <b>
cp {directory|folder|dir} <a> {to |}<b>
{directory|folder} copy from <a> to <b>
duplicate {directory|folder} <a> as <b>
""",
}

W["mv"] = {
    "do": """
{rename|move} {@P|}<a> {to|to|into|as} {@P|}<b>
rename {@P|my file |my folder |my @dir |}<a> {to|as|into} <b>
rename {the |}<a> {file |@dir |}{to|as} <b>
move {@P|my file |my @dir |everything in |}<a> {to|into|over to|under|inside} {|the @dir |the folder |}<b>
move the {file|@dir} {called |named |}<a> {to|into} {the @dir |}<b>
move the <a> {file|@dir} {to|into} <b>
change the {name|filename|file name} of {the file |the @dir |}<a> {to|into} <b>
give {the file |the @dir |}<a> the {new |}name <b>
call {the file |the @dir |}<a> <b> {instead|from now on}
{put|place|shift|transfer|relocate} {the file |the @dir |}<a> {into|in|to} {the @dir |the folder |}<b>
{relocate|shift} {the file |the @dir |}<a> to <b>
{rename|move} {a file|a @dir|a folder} {from |called |named |}<a> {to|into} <b>
{rename|move} from <a> to <b>
make {the file |the @dir |}<a> be {called|named} <b>
have {the file |the @dir |}<a> {renamed|moved} to <b>
{rename|mv|move} <a> <b>
change {the filename|the name|the file name} from <a> to <b>
""",
    "ask": """
{the file |the @dir |}<a> should be {called|named|renamed to|moved to} <b>
{the file |the @dir |}<a> {needs|has} to {become|be called|be named|be moved to} <b>
can {the file |the @dir |}<a> be {renamed|moved} to <b>
""",
    "key": """
{rename|move} {file |@dir |}<a> {to|into|as} <b>
mv <a> {to |}<b>
rename <a> to <b>
move <a> {to|into} <b>
""",
}

W["mkdir"] = {
    "do": """
{make|create|add|set up|build} {the|a|a new|new|the new|} @dir {|named |called |with the name |at |with the path |by the name of }<dir>{||,|}{|| with {its|all its|all|the|any missing|all missing|all needed} {parents|parent directories|parent folders|parents}| {including|and|with|along with} {its|all|missing|any missing|the} {parents|parent directories|parent folders|intermediate directories}| and all its parents| with parents| and whatever parents are missing| if it does not exist}
{make|create|add|set up} {the|a|a new} <dir> @dir{| with {parents|its parents}}
{make|create} {nested|all the|all|the nested|the} {directories|folders|dirs} {for |of |in |for the path |in the path |of the path |along |}<dir>
{make|create} {the|a} {path|directory tree|directory structure|folder structure|directory path|nested path|tree} <dir>
mkdir <dir>{| with parents| with its parents| including parents| and parents}
{make|create} <dir>{| with parents| as a @dir| with {its|all its|all} parent {directories|folders}| and its parents| and any missing parents|, with its parents|, parents included}
{make|create} a @dir {in one go|at once}{,|:|} <dir>{| with parents}
{make sure|ensure} {that |}{the @dir |}<dir> exists
create {missing|intermediate|all missing|the missing} parent {directories|folders} {for|of|and} <dir>
{make|create} {a |}{new |}(nested) @dir <dir>
""",
    "ask": """
{I need|we need|there should be|I want} {a|a new|the} @dir {called |named |at |}<dir>{| with its parents| with parents}
can a @dir {named |called |}<dir> be {created|made}{| with its parents}
""",
    "key": """
{make|create|new|add} @dir <dir>{| with parents}
mkdir {with parents |with all parents |parents |}<dir>
new {directory|folder} {called |named |}<dir>
{make|create} {directories|nested directories|path} <dir>
""",
}

W["symlink"] = {
    "do": """
{make|create|add|set up|set|build} {a|the} {symbolic link|symlink|soft link|sym link|symbolic link|symlink|softlink} {named|called|with the name|by the name of|as} <link> {to|to|pointing to|pointing at|that points to|that points at|for|leading to|which points to|linking to|towards|referring to} <target>
{make|create|add|set up} {a|the} {symbolic link|symlink|soft link} <link> {to|pointing to|pointing at|that points to|for|->|which points to} <target>
{make|create|add|set up} {a|the} {symbolic link|symlink|soft link|link} to {the file |the @dir |}<target> {named|called|with the name|under the name|by the name of|as|and call it|and name it} <link>
{make|create} {a|the} {symlink|symbolic link} {for|of} <target> {named|called|under the name|as} <link>
symlink <target> as <link>
make <link> {a|be a} {symlink|symbolic link|soft link} {to|pointing to|for|of} <target>
{make|let|have} <link> {point|point as a symlink|link} {to|at} <target>
point <link> {to|at} <target>{| with a symlink| with a symbolic link| using a symlink}
{link|symlink} <link> to <target>{| symbolically| with a symlink| with a symbolic link| as a symlink}
{make|create} a link {named|called} <link> {to|pointing to|pointing at|that points to|that leads to} <target>
{soft link|softlink|symbolically link} <link> to <target>
{soft link|softlink|symbolically link} <target> as <link>
link <target> {as|under the name} <link>{| symbolically}
{make|create} a {symlink|symbolic link|soft link} {with name|whose name is} <link> and {target|whose target is} <target>
{make|create} a shortcut {named|called} <link> {to|for|pointing to} <target>
""",
    "ask": """
{I want|I need|there should be} a {symlink|symbolic link} {named |called |}<link> {to|pointing to|that points to|pointing at} <target>
<link> should {be a symlink to|be a symbolic link to|point to|link to|be a symbolic link pointing to|point at} <target>
""",
    "key": """
{symlink|symbolic link|soft link} {named |called |}<link> {to|pointing to|->|pointing at} <target>
symlink <link> {to|->} <target>
{symlink|symbolic link|soft link|link} to <target> {named|called|as} <link>
{make|create} {symlink|symbolic link} <link> to <target>
""",
}

W["chmod-x"] = {
    "do": """
make @F {executable|executable|runnable|runable|an executable|executable for everyone}
{set|add|turn on|put|enable} the {executable|execute|exec|x|execution} {bit|flag|permission|permissions|right|rights|mode} {on|for|of|to} @F
{give|grant} @F {execute|executable|execution|exec} {permission|permissions|rights|permission to run}
{give|grant|add} {execute|executable|execution|exec} {permission|permissions|rights} {to|on|for} @F
{allow|let|permit} @F {to be|be} {executed|run|run as a program|started}
{allow|permit} {execution|executing|running} {of |}@F
mark @F {as |}executable
{make|turn} {the script|my script|the program|a script called|a script named|the shell script|this script|script|the binary} <file> {executable|runnable|into an executable}
turn @F into an executable
make it possible to {run|execute} @F
change the {permissions|mode|rights} of @F {so that|so} {I can|it can be|I may} {run it|run|execute it|executed}
change the {permissions|mode} of @F to executable
make @F {so I can|so that I can} {run|execute} it
chmod @F {to be |to |so it is |}executable
run {the script |my script |}<file> {without permission denied|as a program by making it executable}
flag @F as executable
""",
    "ask": """
{I get permission denied|permission denied} when {running|I run|executing|starting} <file>{|, how do I make it executable|, make it executable}
@F {is not executable|should be executable|needs to be executable|must be executable|cannot be executed}{|, fix that|, how do I change that}
why can't I {run|execute} {the script |}<file>, it is not executable
""",
    "key": """
make <file> executable
chmod executable <file>
{executable|execute|exec} {bit|permission|flag} {for|on|to} <file>
{set|add} execute {permission|bit} <file>
<file> executable
chmod x {on |}<file>
""",
}

W["chown"] = {
    "do": """
make <user> the @owner of {everything in|all files in|everything below|everything under|all in|everything inside|all that is in|all the files in} {the @dir |}<dir>
make <user> the @owner of @D{| recursively| and everything in it| and all its contents}
make {the user |user |}<user> {own|the @owner of} {everything in |all files in |}@D{| recursively| and all in it}
{change|set|switch} the {owner|ownership|owning user} of {everything in |all files in |everything under |all the files below |}@D to {the user |user |}<user>{| recursively}
{change|set} {the |}{owner|ownership} {recursively|of all files} {to|for} <user> {in|for|on} @D
{give|transfer|hand|pass|assign} {the |}{ownership|owner} of {everything in |all files in |all of |}@D {over |}to {the user |user |}<user>{| recursively}
give {the user |user |}<user> {ownership|the ownership|full ownership} of {everything in |everything under |all files in |}@D{| recursively}
{recursively chown|chown} @D to {the user |user |}<user>{| recursively}
recursively {change|set} the owner of @D to <user>
{let|have} {the user |user |}<user> own {everything in|all files in|everything below|everything under|all of} {the @dir |}<dir>
{set|make} {the user |user |}<user> {as |}{the |}owner {of|for|on} {everything in |all files in |}@D{| recursively| and everything below it}
{hand|give} {everything in|all files in|all of|all the files under} {the @dir |}<dir> {over |}to {the user |user |}<user>
{make|let} @D and {everything|all files|all} {in it|below it|inside} belong to {the user |user |}<user>
{make|let} {everything|all files|all} {in|below|under|inside} @D belong to {the user |user |}<user>
take {everything in|the ownership of|ownership of} @D {as|for} {the user |user |}<user>
""",
    "ask": """
{everything in|all files in|everything below|everything under|all of} @D should {belong to|be owned by} {the user |user |}<user>
@D {should|must|has to|needs to} {belong to|be owned by} {the user |user |}<user>{| recursively| with everything in it}
""",
    "key": """
chown {recursively |recursive |}<dir> {to|for} <user>
chown <user> <dir>{| recursively| recursive}
{change|set} owner of <dir> to <user>{| recursively}
owner of <dir> {recursively |}to <user>
""",
}

W["tail-f"] = {
    "do": """
follow @F{| as it grows| live| while it grows| as new lines arrive| in real time| as it is written| continuously}
{watch|monitor|track|observe} @F {as it grows|live|in real time|while it grows|as it is written|for new lines|as lines are added|continuously|grow|as it changes|while it is being written|for changes}
tail @F {live|in real time|continuously|and follow it|and keep following|as it grows|and follow|with follow|forever|and keep it open|and watch it}
keep {watching|following|an eye on|tailing|printing|reading|showing|displaying} @F{| as it grows| live| for new lines| while it grows}
@show {new lines|new entries|appended lines|whatever is appended|added lines|new content|the new lines|everything that is added|new output} {of|in|to|from|added to|appended to|written to} @F {as they come|as they arrive|live|as they are written|in real time|as it grows|continuously|when they appear|immediately|as they appear|as it comes in}
@show @F {live|in real time|as it grows|continuously|while it grows|as it is being written}
stream {the log |the file |the contents of |}<file>{| live| to the terminal| continuously| as it grows}
{watch|follow|monitor|tail} {the log|the log file|the logfile|a log file called|my log|the logs in|the output in|log file} <file>{| live| as it grows| in real time|}
{watch|see|show} {the log |the file |}<file> {grow|growing|being written|updating|update}
{continuously|constantly} {watch|follow|print|show|display|monitor|output} {the end of |new lines of |new lines in |}@F
@show the end of @F and {follow it|keep following|wait for more|keep updating|new lines as they come|everything that is added}
see {what is|what gets|everything that is} {written|appended|added|logged} to @F {live|as it happens|in real time|right now|continuously}
print @F as it grows
{wait|look} for new lines in @F
keep @F open and {show|print} new lines
""",
    "ask": """
what is being {written|appended|added|logged} to @F {right now|live|as it happens}
how do I see {changes|new lines|updates} {to|in} @F {live|in real time|as they happen|as they come in}
""",
    "key": """
follow {file |log |}<file>
tail {follow|live|and follow|continuously} <file>
{watch|monitor} {log |file |}<file>{| live}
live {view|log|tail|output} of <file>
tail <file> {live|follow|in real time}
<file> live
""",
}

W["head"] = {
    "do": """
@show {the |}{first|top|initial|starting|opening} <n> lines {of|in|from|at the start of} @F
@show {only |just |}the first <n> lines {of|in|from} @F
@show {the |}{beginning|start|top|head} of @F{, | (|, }{<n> lines|first <n> lines|only <n> lines|just <n> lines}
@show <n> lines {from the {start|top|beginning|head} of|at the {start|top|beginning} of|from the {start|top|beginning} of} @F
@show the first <n> {rows|entries|records} {of|in|from} @F
@show the <n> {first|top|topmost} lines {of|in|from} @F
@show what the first <n> lines of @F {are|say|look like|contain}
@show lines 1 to <n> of @F
read {the |only the |just the |}first <n> lines {of|in|from} @F
peek at {the |}first <n> lines of @F
look at {the |}{first|top} <n> lines {of|in} @F
take {the |}first <n> lines {of|from} @F
{cut|trim|limit} @F to {its |the |}first <n> lines
head @F{,|} {first |}<n> lines
head {the |}first <n> lines {of|from} @F
@show @F{,|} but {only |just |}the first <n> lines
""",
    "ask": """
what are the {first|top} <n> lines {of|in} @F
what's in the {first|top} <n> lines of @F
what do the first <n> lines of @F {say|look like|contain}
what {is|stands} in the first <n> lines of @F
how does @F {begin|start}, first <n> lines
""",
    "key": """
{first|top} <n> lines {of|in|from} <file>
head <n> {lines {of |}|}<file>
<file> first <n> lines
{start|beginning|top} of <file>, <n> lines
head of <file>, <n> lines
""",
}

W["tail"] = {
    "do": """
@show {the |}{last|bottom|final|ending|latest|most recent} <n> lines {of|in|from|at the end of} @F
@show {only |just |}the last <n> lines {of|in|from} @F
@show {the |}{end|bottom|tail|ending} of @F{, | (|, }{<n> lines|last <n> lines|only <n> lines|just <n> lines}
@show <n> lines {from the {end|bottom|tail} of|at the {end|bottom} of|from the {end|bottom} of} @F
@show the last <n> {rows|entries|records} {of|in|from} @F
@show the <n> {last|bottom|final|latest|newest} lines {of|in|from} @F
@show what the last <n> lines of @F {are|say|look like|contain}
read {the |only the |just the |}last <n> lines {of|in|from} @F
peek at {the |}last <n> lines of @F
look at {the |}{last|final|bottom} <n> lines {of|in} @F
take {the |}last <n> lines {of|from} @F
{cut|trim|limit} @F to {its |the |}last <n> lines
tail @F{,|} {last |}<n> lines
tail {the |}last <n> lines {of|from} @F
@show @F{,|} but {only |just |}the last <n> lines
""",
    "ask": """
what are the {last|final|bottom} <n> lines {of|in} @F
what's in the {last|final} <n> lines of @F
what do the last <n> lines of @F {say|look like|contain}
what {is|stands} in the last <n> lines of @F
how does @F end, last <n> lines
""",
    "key": """
{last|final|bottom} <n> lines {of|in|from} <file>
tail <n> {lines {of |}|}<file>
<file> last <n> lines
{end|bottom} of <file>, <n> lines
tail of <file>, <n> lines
""",
}

W["replace-file"] = {
    "do": """
{replace|substitute|exchange} {@rword|}<a> {with|by} {@rword|}<b> in @F
replace {all |every |each |all the |any |}{occurrences|occurrence|instances|instance|mentions} of {@rword|}<a> {with|by} {@rword|}<b> {in|inside|within} @F
replace {every|each|all} <a> {with|by} <b> in @F
{change|turn|convert} {@rword|}<a> {to|into} {@rword|}<b> {in|inside|within|everywhere in|throughout|all over} @F
{change|turn} {every|each|all|all occurrences of|every occurrence of|each occurrence of} <a> {to|into} <b> {in|inside} @F
{swap|exchange} {@rword|}<a> {for|with} {@rword|}<b> in @F
{rename|change} {the variable |the function |every |}<a> to <b> {in|inside|within} @F
in @F{,|} {replace|change|substitute} {@rword|all |every |}<a> {with|by|to} <b>
{find and replace|search and replace} <a> {with|by} <b> in @F
do a {find and replace|search and replace|replacement} {of|from} <a> {with|by|to} <b> in @F
{edit|modify|update} @F {so that|and} {replace <a> with|<a> becomes|change <a> to|every <a> becomes|every <a> is now} <b>
use sed to {replace|change} <a> {with|to|by} <b> in @F
overwrite {every |}<a> with <b> in @F
put <b> {in place of|instead of} {every |}<a> in @F
write <b> instead of <a> {in|everywhere in|throughout} @F
replace {@rword|}<a> in @F {with|by} {@rword|}<b>
replace in @F {@rword|}<a> {with|by} <b>
make {every|all|each} <a> in @F {a|into|into a|be} <b>
""",
    "ask": """
{every |all |each |}<a> in @F should {be|become|be replaced with|be replaced by|be changed to|read} <b>
how does one replace <a> {with|by} <b> in @F
""",
    "key": """
replace <a> {with|by} <b> in {file |}<file>
sed replace <a> {with|by} <b> in <file>
{change|substitute} <a> {to|with} <b> in <file>
{search and replace|find and replace|find replace} <a> {with |by |to |}<b> {in |}<file>
<a> to <b> in <file>, {replace|search and replace}
""",
}
MACROS["rword"] = "{the word |the text |the string |the term |the name |||||}"

W["replace-ext"] = {
    "do": """
{replace|substitute|exchange} {@rword|}<a> {with|by} {@rword|}<b> {in|inside|across|within} @allE@maybehere
replace {all |every |each |all the |any |}{occurrences|occurrence|instances|instance|mentions} of {@rword|}<a> {with|by} {@rword|}<b> {in|inside|across} @allE
replace {every|each|all} <a> {with|by} <b> in @allE
{change|turn|convert} {@rword|}<a> {to|into} {@rword|}<b> {in|inside|across|throughout} @allE@maybehere
{change|turn} {every|each|all|all occurrences of|every occurrence of} <a> {to|into} <b> {in|inside|across} @allE
{swap|exchange} {@rword|}<a> {for|with} {@rword|}<b> in @allE
{rename|change} {the variable |the function |every |}<a> to <b> {in|across|throughout} @allE
in @allE{,|} {replace|change|substitute} {@rword|all |every |}<a> {with|by|to} <b>
{find and replace|search and replace} <a> {with|by} <b> {in|across} @allE
do a {find and replace|search and replace|replacement} {of|from} <a> {with|by|to} <b> {in|across} @allE
{edit|modify|update} @allE {so that|and} {replace <a> with|<a> becomes|change <a> to|every <a> becomes} <b>
use {sed|find and sed} to {replace|change} <a> {with|to|by} <b> in @allE
put <b> {in place of|instead of} {every |}<a> in @allE
write <b> instead of <a> {in|everywhere in|throughout} @allE
replace {@rword|}<a> in @allE {with|by} {@rword|}<b>
recursively replace <a> {with|by} <b> in @allE
{go through|walk through} @allE and {replace|change} <a> {with|to} <b>
replace <a> {with|by} <b> {recursively|everywhere} in @allE
""",
    "ask": """
{every |all |each |}<a> in @allE should {be|become|be replaced with|be replaced by|be changed to} <b>
how does one replace <a> {with|by} <b> in @allE
""",
    "key": """
replace <a> {with|by} <b> in {all |}<E> files
{change|substitute} <a> {to|with} <b> in {all |}<E> files
sed replace <a> {with|by} <b> {in |}all <E> files
{search and replace|find and replace} <a> {with |by |to |}<b> {in |}<E> files
""",
}

W["sort-unique"] = {
    "do": """
sort @F and {drop|remove|delete|eliminate|discard|throw away|throw out|get rid of|filter out|strip|skip|suppress|leave out|omit|weed out} {the |all |any |}{duplicate lines|duplicates|repeated lines|double lines|duplicated lines|doubles|dupes|repeats|duplicate rows|repetitions|duplicate entries}
sort {the lines of |lines of |all lines of |the lines in |the contents of |}@F {and keep only unique {lines|ones}|without duplicates|without duplicate lines|uniquely|and make them unique|and remove duplicates|dropping duplicates|removing duplicates|and dedupe|and deduplicate|with duplicates removed|and keep each line once|keeping each line once|keeping only unique lines|and print each line once|and drop duplicates|with unique lines only|and uniq}
{remove|drop|delete|eliminate|get rid of} {the |all |}{duplicate lines|duplicates|repeated lines|double lines|dupes} {from|in|of} @F and sort {it|the rest|the lines|what is left|the file}
{remove|drop|delete|eliminate|filter out} {the |all |}{duplicate lines|duplicates|repeated lines|double lines|dupes} {from|in|of} @F{| by sorting| while sorting it|, sorted}
@show {the |all |only the |just the |}{unique|distinct|different} lines {of|in|from} @F{|,} {sorted|in order|in sorted order|in alphabetical order|sorted alphabetically|}
@show @F sorted {without duplicates|and without duplicates|with duplicates removed|and unique|uniquely|and deduplicated|with unique lines only|without repeated lines}
@show the sorted{,|} {unique|distinct|deduplicated} {lines|content|contents} of @F
{dedupe|deduplicate|dedup} {and sort |}{the lines of |the lines in |}@F{| after sorting}
sort and {dedupe|deduplicate|uniq|unique|dedup} {the lines of |the lines in |}@F
sort @F {alphabetically |}{and|,} {each line only once|every line once|unique lines only|uniq}
sort @F, unique{| lines}{| only}
make the lines {of|in} @F {sorted and unique|unique and sorted}
put @F in {order|alphabetical order} {and|while} {drop duplicates|dropping duplicates|remove duplicates|removing duplicate lines}
uniq and sort @F
order the lines of @F and {drop|remove} {duplicates|repeated ones}
""",
    "ask": """
what are the {unique|distinct} lines {of|in} @F{|, sorted}
which {unique|distinct|different} lines {are in|does} @F{| contain| have}
""",
    "key": """
sort {unique |uniq |and dedupe |and uniq }<file>
sort <file> {unique|uniq|without duplicates|no duplicates}
{unique|sorted unique|distinct} lines {of|in|from} <file>
{remove|drop} duplicate lines {from |in |of |}<file>
{dedupe|deduplicate|dedup} <file>
sorted <file> without duplicates
""",
}

W["diff"] = {
    "do": """
compare {@P|}<a> {with|to|and|against} {@P|}<b>{|| line by line}
compare {the |}{two |}{files|folders|directories} <a> and <b>
compare <a> {with|to|and|against} <b>
@show {the |all |all the |any |}{differences|difference|changes|diff} between {@P|the files |}<a> and {@P|}<b>
@show {how|where} {the file |}<a> {differs|is different} from <b>
@show how <a> and <b> {differ|are different}
@show where <a> and <b> differ
@show what {changed|has changed|is different|differs|changes} {between|from} <a> {and|to} <b>
@show what is different {in|between} <a> {compared to|and|compared with} <b>
diff {the file |the files |}<a> {and|with|against|to} <b>
{make|create|get|produce} {a |the |}{unified |}{diff|patch|comparison} {of|between|from} <a> {and|to|with} <b>
find {the |all |}{differences|difference|changes} between {the files |}<a> and <b>
check {if|whether|how} <a> and <b> {are the same|are identical|differ|are equal}
check {if|whether} <a> is {the same as|identical to|different from|equal to} <b>
{see|spot|list} {the |}{differences|changes} between <a> and <b>
tell <a> and <b> apart
contrast <a> with <b>
""",
    "ask": """
what is the difference between {the file |the files |}<a> and <b>
what's the difference between {the file |the files |}<a> and <b>
what are the differences between {the files |}<a> and <b>
how {does|do} {the file |}<a> {differ|and} {from|} <b>
how do {the files |}<a> and <b> differ
what {changed|has changed|is different|differs} between <a> and <b>
are {the files |}<a> and <b> {the same|identical|different|equal}
is {the file |}<a> {the same as|identical to|different from} <b>
where do <a> and <b> differ
in what {lines |}{does|do} <a> {differ from|and} <b>{| differ}
""",
    "key": """
diff <a> {and |with |vs |}<b>
compare <a> {and|with|to|vs} <b>
{difference|differences|changes|diff} between <a> and <b>
<a> vs <b>{| diff}
unified diff of <a> and <b>
""",
}

W["rsync"] = {
    "do": """
{copy|sync|synchronize|transfer|send|upload|push|mirror|move over|rsync|synchronise|replicate|ship} @D {to|to|onto|over to|across to} the {machine|server|host|remote|remote machine|remote server|remote host|box|computer|remote box|other machine} {|||called |named }<host>
{copy|sync|synchronize|transfer|send|upload|push|mirror|rsync|replicate} @D {to|onto|over to} {my|our} {machine|server|host|remote machine|remote server|box|computer} <host>
{copy|sync|synchronize|transfer|send|upload|push|mirror|replicate} @D {to|onto|over to} <host> {with|using|via|over|by|through} {rsync|ssh|the network|rsync over ssh}
{upload|sync|rsync|push|mirror|synchronize|send} @D {to|onto} <host>
copy @D to <fqdn>
{copy|transfer} @D {from here |from this machine |from my machine |}to the {machine|server|host|box|remote} <host>
{back up|backup} @D {to|on|onto} the {machine|server|host|remote|remote machine|remote server|box} <host>
{put|place} {a copy of |}@D {on|onto} the {machine|server|host|remote|remote machine|remote server|box} <host>
keep @D in sync {with|on} {the {machine|server|host|box} |}<host>
use rsync to {copy|send|transfer|sync|upload|mirror} @D to {the {machine|server|host|box|remote} |}<host>
rsync @D {to|with|onto} @H
{copy|sync|transfer|send} {everything in|all of|all files in|the contents of} @D to the {machine|server|host|box|remote machine} <host>
{copy|send|transfer} @D {over|across} to {the {machine|server|host|box} |}<host>{| over ssh| via ssh| with rsync}
{get|bring} @D {over |}{to|onto} the {machine|server|host} <host>
{mirror|replicate} @D {on|to} {the {machine|server|host|box} |}<host>
{copy|sync} the {local |}@dir <dir> to {the remote |the remote host |the remote machine |}<host>{| via rsync| over ssh}
""",
    "ask": """
@D should be {copied|synced|sent|uploaded|transferred} to the {machine|server|host|box} <host>
can @D be {copied|synced|sent|uploaded|transferred|mirrored} to the {machine|server|host|box} <host>
""",
    "key": """
rsync <dir> {to |}<host>
{copy|sync|upload|send|push} <dir> to {machine|server|host|remote|box} <host>
{sync|upload} <dir> to <host>
{copy|transfer} {@dir |}<dir> to {the |}{machine|server|host} <host>
""",
}

W["ssh"] = {
    "do": """
{log in|login|log on|sign in|log|connect} {to|into|in to|on|onto} @H as {the user |user |||}<user>
{log in|login|log on|sign in|connect} {to|into|on} @H {with|using|under} {the |}{user|username|user name|account|login|login name} <user>
{connect|ssh} {to|into|onto} @H as {the user |user |||}<user>{| over ssh| via ssh| with ssh| using ssh}
ssh {to|into|in to|onto} @H as {the user |user |||}<user>
{open|start|get|begin|create|establish} {a|an} {ssh |remote |secure |}{session|shell|connection|ssh session|remote shell|ssh connection|terminal} {on|to|with|at|onto} @H as {the user |user |||}<user>
{open|start|get} a {shell|session|ssh session} as <user> on @H
{log in|login|connect|sign in} as {the user |user |||}<user> {to|on|at|into} @H{| over ssh| via ssh| with ssh}
{log|sign} {user |the user |}<user> {in to|into|onto} @H
{get|go} {into|onto|on} @H as {the user |user |||}<user>{| with ssh| over ssh| via ssh}
{use|be} {the user |user |}<user> {on|to log in to|to connect to|to ssh into|to get on} @H
{access|reach|enter} @H as {the user |user |||}<user>{| over ssh| via ssh| with ssh}
{access|reach} @H {over|via|with|through} ssh as {the user |user |||}<user>
ssh {to|into} @H {with|using} {the |}{user|username|account|login} <user>
ssh as <user> {to|into|on} @H
{become|be} <user> on {the machine |the server |the host }<host>{| over ssh| via ssh}
remote login {to|on} @H as <user>
""",
    "ask": """
how do I {reach|get to|get into} @H as {the user |user |}<user>
my {user|username|account|login} on {the machine |the server |}<host> is <user>, {log me in|how do I log in|how do I connect|connect me}
""",
    "key": """
ssh {to |into |}<host> as <user>
ssh <user> {at|on|to} <host>
{login|log in|connect} {to |on |}<host> as <user>
ssh login {to |on |}<host> {as |user |with user |}<user>
ssh <host> {user|as|with user} <user>
ssh <user>@<host>
{log in|login|connect} {to |}<user>@<host>
remote {shell|login} {on|to} <host> as <user>
""",
}

W["download"] = {
    "do": """
{download|fetch|get|grab|pull|pull down|save|retrieve|curl|wget|dl|load|obtain} {|||the file |the file at |the file from |this file: |this: |this url: |this URL |the url |from |this link: |the page |the link |the contents of |what is at |whatever is at |the archive |the archive at |the file behind }<url>
{download|fetch|save|get|grab|store} <url> {to|into|in} {a file|the current @dir|this @dir|disk|my disk|my computer|here}
{download|fetch|get|grab} {a|the|this} file {from|at|behind|located at|that is at} {the url |the URL |the address |the web address |}<url>
{download|fetch|get|grab|save} <url>{| with curl| using curl| and keep {its|the} {name|file name|filename}| under its own name| and save it| from the web| from the internet| and keep the name| following redirects}
use curl to {download|fetch|get|save} {the file |}<url>
save {the file|what is|the thing|the content} at <url> {here|locally|to disk|on disk|to a file}
{get|fetch} me {the file |}<url>
{download|get|fetch} from {the web|the internet|this address|this url|this link}: <url>
curl <url> {to a file|and save it|into a file}
{download|get} something from <url>
make a local copy of <url>
""",
    "ask": """
I {need|want} the file {at|from} <url>{| on my disk| here}
can I {get|download|fetch} <url> {from the terminal|from the command line|with curl|here}
how can <url> be downloaded
""",
    "key": """
{download|fetch|get|curl|grab|wget|save} <url>
curl download <url>
download {file |url |from |}<url>
save <url> to {disk|file}
<url> download
""",
}

W["git-undo"] = {
    "do": """
{undo|revert|take back|roll back|cancel|reverse|uncommit|drop|remove|rewind} {the|my} {last|latest|most recent|previous} {git |}commit{,| and| but|, and|, but} {keep|keeping|without losing|preserve|leave|retain|do not lose|don't lose|not lose|hold on to|save} {the changes|my changes|its changes|all changes|the work|my work|the files changed|the modifications|my edits|the edits}
{undo|take back|uncommit|roll back|cancel} {the|my} {last|latest|most recent} {git |}commit
{undo|take back|roll back|revert} {the|my} {last|latest|most recent} {git |}commit {softly|with a soft reset|only|without touching {the|my} files|and leave the files as they are|and keep everything staged|and keep the files|but leave my files alone|and keep my files|in git|and leave the changes staged|without throwing away the changes}
do a soft reset {of|to before|to undo} {the|my} {last|latest} commit
soft reset {the|my} last commit
uncommit {the|my} last {commit|changes}{| but keep the changes| and keep my work| in git}
go back {one commit|to before the last commit|before my last commit|a commit|one git commit} {and|but|while} {keep|keeping|leave|leaving} {the changes|my changes|the files|my work|everything staged}
move {HEAD|the branch} back {one commit|by one commit|a commit} {and|but} keep {the|my} changes{| staged}
get rid of {the|my} last commit{| in git}{,| but| and} {keep|not} {the changes|my changes|its changes}
{reset|rewind} {git |}to the {previous commit|commit before} {and|but|while} {keep|keeping} {the changes|my changes|my work}
un-commit {the|my} last commit
undo git commit{,| but| and} keep {the |my |}changes
make git forget {the|my} last commit {but|and} keep {the|my} {changes|work|files}
undo {what I just committed|the commit I just made|the commit I made last}{| but keep the changes| and keep my work|, keeping the changes}
""",
    "ask": """
I {committed|just committed} {too early|by mistake|the wrong thing|too soon|by accident|too fast}{,| and want to| -} {undo it but keep the changes|undo that commit and keep my changes|how do I undo that without losing my changes|how do I take it back without losing work|how do I undo it}
how do I get {the|my} last commit {undone|reverted} {without losing|and keep|but keep} {the|my} {changes|work}
my last commit was {wrong|a mistake|an accident|premature}, {undo it|how do I undo it|take it back} {but|and} {keep|leave} {the|my} {changes|work|files}
""",
    "key": """
undo last {git |}commit{| keep changes| but keep changes| and keep the changes|, keep changes}
git undo {last commit|commit|last commit keep changes|commit keep changes|the last commit}
git soft reset {last commit|one commit|}
uncommit {last commit|last|in git}
git {uncommit|take back last commit|revert last commit keep changes}
""",
}

W["git-log"] = {
    "do": """
@show {the |my |}{last|latest|most recent|previous|recent|newest|past} <n> {git |}commits{| in one line each| briefly| on one line each| in short form| in brief| of this repo| of this branch| in git| from the log| in the log}
@show the <n> {last|latest|most recent|newest|recent} {git |}commits{| in one line each| of this repo| in git}
@show {the |}{git |commit |}{log|history|git log|git history|commit history} {of|for|with|limited to|with only} the last <n> commits
@show {the |}{git log|git history|commit history|commit log}{,|} {last|only|only the last|just the last|limited to|only} <n> {commits|entries}
@show {the |}{last|latest} <n> {entries|lines} of the {git log|commit log|git history|commit history}
@show what {happened|was committed|was done|changed} in the last <n> {git |}commits
@show {the |}last <n> commit {messages|titles|subjects|summaries}{| in git}
git log{,|} {the |}last <n> {commits|entries}
look at the last <n> {git |}commits
go through the last <n> {git |}commits
limit {the |}git log to {the last |}<n> {commits|entries}
@show {only |just |}<n> commits {of|from} the {git log|log|history}
@show {the |}top <n> commits{| of the log| in git}
@show <n> {recent|latest|last|most recent} {git |}commits
""",
    "ask": """
what are the {last|latest|most recent|newest} <n> {git |}commits
what were the {last|latest|most recent|previous} <n> {git |}commits{| here| in this repo| about}
{what|which} <n> commits {were made|came|were} last
which are the <n> {latest|last|newest|most recent} {git |}commits
what {happened|was done|did we do|did I do} in the last <n> {git |}commits
""",
    "key": """
{last|latest|recent|most recent} <n> {git |}commits
git log {last |}<n>{| commits| entries}
<n> {last|latest|most recent|newest} {git |}commits
git {last|latest} <n> commits
{commit|git} {history|log}, {last |}<n>{| commits}
""",
}

W["git-branch"] = {
    "do": """
{make|create|start|add|open|begin|set up} {a |the |}new {git |}branch {|named |called |with the name |by the name of |||}<branch>{||| and {switch|change|go|move|hop|jump} to it| and switch| and check it out| and be on it| and start working on it| in git|, then switch to it|, and switch to it| and work on it}
{make|create|start|add} {a |the |}{git |}branch {|named |called |with the name |||}<branch> and {switch|change|go|move|hop} {to it|over to it|over}
{make|create|start} {a |the |}{git |}branch {named |called |with the name |||}<branch>{| in git}
{create|make} and {switch to|check out|checkout|change to|go to|move to} {a|the} {new |}{git |}branch {|named |called }<branch>
{switch|change|move} to a new {git |}branch {|named |called |with the name |}<branch>
{check out|checkout} a new {git |}branch {|named |called |}<branch>
{branch off|branch|branch off here} {into|to|as|under the name|with the name} <branch>
{start|begin} {working|work} on a new {git |}branch {|named |called |}<branch>
{fork off|split off} a {new |}{git |}branch {|named |called |}<branch>
have git {make|create|start} {a |the |}new branch {|named |called |}<branch>{| and switch to it}
{create|make} <branch> as a new {git |}branch{| and switch to it}
create {the |a |}branch <branch>{| and check it out| and switch to it| in git}
open {up |}a {new |fresh |}{git |}branch {called |named |}<branch>
{create|start} a fresh {git |}branch {called |named |}<branch>{| and switch to it}
""",
    "ask": """
{I need|I want|we need|let's have} a {new |fresh }{git |}branch {called |named |}<branch>{| and switch to it}
""",
    "key": """
{new|create|make|create new|make new} {git |}branch {named |called |}<branch>{| and switch{| to it}}
git {new branch|create branch|branch new|create and switch to branch|make branch} <branch>
create and switch {to |}{branch |}<branch>
git switch to new branch <branch>
branch {create|new} <branch>
""",
}

W["git-switch"] = {
    "do": """
{switch|change|go|move|hop|jump|flip} {over |back |}to {the |the existing |my |the git |an existing |}{git |}branch {|named |called |||}<branch>{| in git}
{switch|change|go|move|hop|jump} {over |back |}to {the |my |the existing |}<branch> branch{| in git}
{check out|checkout} {the |the existing |my |an existing |}{git |}branch {|named |called |||}<branch>
{check out|checkout} {the |my |}<branch> branch
{switch|change} {the |my |}{current |}branch to <branch>
switch branches to <branch>
{switch|change} git {over |}to {branch |the branch |}<branch>
{make|have} git {switch|change|go} to {the |}branch <branch>
get {back |}{on|onto|to} {the |}{git |}branch <branch>
{use|work on} the {existing |other |}{git |}branch {|named |called |}<branch>{| from now on| instead}
{return|go back|come back|get back|switch back} to {the |}{git |}{branch |branch |}<branch>{| in git| branch}
{put|set} me on {the |}branch <branch>
{leave this branch and go|go from this branch} to <branch>
{git switch|git checkout} {to |}{the |}{existing |}{branch |}<branch>
{switch|change} to {an|the} existing branch{,|:|} <branch>
continue on {the |}branch <branch>
""",
    "ask": """
{I want|I need} to be on {the |}branch <branch>
{I want|I need} {to work on |to go to |to get to |}the {existing |}branch <branch>{| again}
the branch <branch> {exists already|already exists}, {switch to it|how do I switch to it|how do I get on it|how do I check it out}
""",
    "key": """
git {switch|checkout|switch to|change to|go to|switch to branch|checkout branch|change branch to|switch branch to|switch branch} <branch>
{switch|change|checkout} {to |}branch <branch>
{switch to|checkout|check out} {existing |}{branch |}<branch>{| branch}
""",
}

W["git-clone"] = {
    "do": """
{clone|git clone} {|||the @repo |the @repo at |the @repo from |a @repo from |this @repo: |this @repo |my @repo |a copy of |from |the url |a repository: |the remote repository }<repo>{||||| with git| here| to this machine| to my disk| into this @dir| locally| to my computer}
{get|make|fetch|create|obtain|grab} a {local |git |}{clone|copy|checkout|local copy} of {the @repo |the git repository |the repo |the repository |the git repo |}<repo>
{download|get|fetch|check out|checkout|pull|pull down|grab|copy} {the|a|this|that|my} {repo|repository|git repo|git repository|source code|sources} {|||at |from |in |located at |called }<repo>
{download|get|fetch|grab} the {source code|sources|code|source|git history} {of|from} {the repo |the repository |the git repo |the project }<repo>{| with git}
use git to {download|get|fetch|clone|copy} <repo>
{check out|checkout} the {repo|repository|code|project|git repo} {at|from} <repo>
{copy|bring|pull} the {repo|repository|git repo} <repo> to {my machine|my computer|this machine|my disk|here}
{clone|download|get} <repo> {with git|using git|via git}
""",
    "ask": """
I {want|need} {a clone of|a copy of the repo|a local copy of the repo|the repo|the repository|the git repo} <repo>{| on my machine| here| locally}
how can the {repo|repository} <repo> be cloned
""",
    "key": """
{clone|git clone} <repo>
clone {repo|repository|git repo|git repository|project} <repo>
git {download|get} {repo |repository |}<repo>
local {copy|clone} of {repo |repository |}<repo>
<repo> clone
""",
}

W["rm-dir"] = {
    "do": """
{delete|remove|erase|get rid of|wipe|trash|destroy|throw away|nuke|drop|wipe out|rm} @D{|,|} {and {everything|all|all that is|everything that is|all files|the files|whatever is} {in it|inside|inside it|within it}|with {everything|all|all files|all that is} {in it|inside|inside it}|and {all |}its {contents|content|files}|with {all |}its {contents|content|files}|including {its|all its|the} {contents|files|subdirectories}|recursively|completely|entirely|and everything below it|and everything under it|together with its contents|and whatever it contains}
{delete|remove|erase|get rid of|wipe|trash|destroy|throw away} {the|a|my|this|the whole|the entire|the complete|the non-empty|a non-empty|a whole} {directory|folder|dir|directory tree|folder} {|||called |named }<dir>{|| and everything in it| recursively| with its contents}
{delete|remove|erase|get rid of|wipe|trash} {the |my |the whole |}<dir> {directory|folder|dir}{|| and everything in it| recursively| with all that is in it| and all its contents}
recursively {delete|remove|erase} @D
{delete|remove} {everything|all|all files} {in|inside|below|under} {and including |}@D{,|} {and the @dir itself|including the @dir itself|and the @dir too}
{delete|remove|rm} <dir> {recursively|and everything in it|and all that is in it|with everything in it|with all its contents|and its contents}
{delete|remove} @D {even though|even if|although} it is not empty
{delete|remove} @D {for good|from disk|from my disk|without leaving anything}
""",
    "ask": """
I {don't need|do not need|no longer need} {the {directory|folder} |}<dir> {any more|anymore|}{,| -} {delete it|remove it|delete it and everything in it|how do I delete it|how do I remove it with everything in it}
how can {the @dir |}<dir> be {deleted|removed} {with everything in it|with its contents|recursively|together with its contents}
""",
    "key": """
{delete|remove|rm|erase} {directory|folder|dir} <dir>{| recursively| recursive| and contents}
recursive {delete|remove|rm} {of |}<dir>
{delete|remove|rm} <dir> {recursively|recursive|and contents|and everything in it}
{delete|remove} non-empty {directory|folder} <dir>
""",
}

W["delete-ext"] = {
    "do": """
{delete|remove|erase|get rid of|wipe|trash|destroy|throw away|clean up|purge|clear out|nuke|clear} {all|all the|every one of the|any|all of the|all my|the} @E@maybehere
{delete|remove|erase|get rid of|trash|throw away|wipe|purge} {every|each|any|every single} @E1@maybehere
{delete|remove|erase|get rid of} @allE@maybehere
{delete|remove|erase} {everything|anything|all} {ending in|ending with|that ends in|with the extension|with extension|matching} <e>@maybehere
{delete|remove|erase} files by {extension|their extension}{,|:|} <e>
recursively {delete|remove|erase} @allE
{delete|remove|erase} {all|the|all the|} files that {have the extension|have extension|end in|end with|are of type} <e>@maybehere
find and {delete|remove|erase} @allE@maybehere
find @allE and {delete|remove|erase} {them|these|them all}
{clean up|clean} {this @dir|the tree|the project} by {deleting|removing} {all |the |}@E
{delete|remove|erase} @allE, @rec
{delete|remove} {all|every|} <E> {file|files} {at once|in one go|in one command}@maybehere
{delete|remove} all files {called|named|matching} *.<ext>@maybehere
{delete|remove|erase|wipe} @allE {everywhere|in all subfolders|below here|from this @dir|from this tree|from the project|from here down}
""",
    "ask": """
I {don't need|do not need|no longer need} {the|my|all those|these} @E {any more|anymore|}{,| -} {delete them|remove them|delete them all|how do I delete them|how do I get rid of them}
how can all @E be {deleted|removed}{| at once}
""",
    "key": """
{delete|remove|erase|clean} {all |every |}<E> files@maybehere
{delete|remove} files {with extension|with the extension|ending in} <e>
{delete|remove} by extension <e>
rm {all |}<E> files{| recursively|@maybehere}
""",
}

# More wordings in other styles: two sentences with "it", wishes, statements, remarks.
MORE = {
    "list-recursive": """
do: {produce|generate|make|build} {a|an} {inventory|index|overview|enumeration|catalogue} of {every|each} file {in|of} {this @dir and below|the current @dir and its subfolders|this tree|the whole tree}
do: {dump|spit out|echo|write out} {all|the} {file names|file paths|filenames} @rec
do: {descend|go|dig} into {every|each|all} {subdirectory|subfolder|subfolders|directory} and {list|show} {the files|all files|what files are there}
ask: what does {this|the current} @dir {contain|hold} @rec, {files only|just the files}
ask: {which|what} files {lie|live|hide|sit} {somewhere |}{below|under|inside} {this @dir|here|the current @dir}
do: @show files and files in {all |}subfolders
do: @show all the files {in|inside} {my|this} @dir tree
""",
    "list-recursive-in": """
do: {produce|generate|make} {a|an} {inventory|index|overview|enumeration} of {every|each} file {in|under|below} @D
ask: there is a @dir {called|named} <dir>{.|,|;} {list|show} {all|every one of} {its files|the files in it|the files below it} recursively
do: {descend|go|dig} into @D and {every|each|all its} {subdirectory|subfolder|subfolders} and {list|show} {the files|all files}
ask: what does @D {contain|hold} @rec{|, files only}
do: {start|begin} {at|in|from} @D and {list|show} {all|every} {file|files} {below|beneath|under} it
do: {dump|spit out|write out} {all|the} {file names|file paths|filenames} {under|below|in} @D
key: <dir> files recursively
do: @show {each|every} file that {is stored|lives|sits|is} {under|below|anywhere in} @D
""",
    "find-ext": """
ask: {I am|I'm} {looking|searching|hunting} for @allE{|, where are they}@maybehere
do: {collect|gather|hunt down|dig up|round up} @allE@maybehere
ask: {have I got|do we have} {any|some} @E{| around| lying around| here}
do: search by {file |}{extension|type|ending}{,|:| for|} <e>
ask: {anything|something} {ending in|that ends in|with the extension} <e>{ here| in here||}
do: {list|show} {everything|all} {written in|that is} <K>
do: {walk|search} the tree {for|and list} @allE
""",
    "find-name": """
ask: {I am|I'm} {looking|searching} for {a|the|my} file {called|named} <file>{|, where is it}
ask: {I lost|I can't find|I cannot find|I misplaced|I am missing} {my file |the file |}<file>{|, where is it|, find it|. Where is it|, help}
ask: there {is|must be|should be} {a|some} file {called|named} <file> {somewhere|here somewhere|around here}{,|.} {where|find it}
ask: anyone seen {the file |}<file>
do: {dig up|hunt down|spot|trace} {the file |}<file>
do: {search|find} by name{:| for|} <file>
do: tell me the {path|location|directory|place} of @F
""",
    "find-larger": """
ask: {anything|something|any file} {over|above|bigger than|larger than} <n>@mb{| around| here| lying around| in this tree}
do: {hunt down|dig up|catch|spot|collect} {all |the |}files {over|above|bigger than|larger than|exceeding} <n>@mb
ask: I {am looking for|want to see|need} {all |}files {over|above|bigger than|larger than|exceeding|that exceed} <n>@mb
do: @find files {exceeding|over|past|beyond|above} <n>@mb in size
do: @find files whose size {is above|goes beyond|is beyond|passes|tops|goes over|is at least} <n>@mb
do: @find files that are {more than|over} <n>@mb {big|large|in size}
do: @find files {upwards of|north of|of at least|with at least} <n>@mb
ask: {which|what} files are <n>@mb or {more|larger|bigger}
""",
    "find-recent": """
do: @find files {I|that I|we|that we} {modified|changed|edited|touched|saved|worked on} {not|no} {more than|longer than} <n> days ago
do: @find files {modified|changed|edited|touched} {no more than|at most|fewer than|less than|up to} <n> days ago
do: @find files {whose last change|whose last modification} {is|was} {less than|at most|within} <n> days {ago|old}
ask: {which|what} files {did someone|did anybody|have people} {change|edit|touch|changed|edited} {in|within|during} the {last|past} <n> days
do: @find {fresh|new|recent|recently changed} files{,|:|} {from|of|within} the {last|past} <n> days
ask: what {is new|changed here|got modified|was touched|has been updated|did I work on} {in|within|over|during} the {last|past} <n> days
do: @find files with changes {in|from|during} the {last|past} <n> days
do: @find files updated {since|during} the {last|past} <n> days
""",
    "find-empty": """
ask: {which|what} of {my|the|these} {directories|folders} {are empty|have nothing in them}
do: {spot|hunt down|detect|collect} {all |}{empty|vacant|hollow} {directories|folders|dirs}
ask: {any|some} empty {directories|folders|dirs} {around|lying around|here|in this tree|below here}
do: @find {directories|folders} {having|with} {zero|0|no} {files|entries|items}{| in them}
do: @find {directories|folders} that {do not|don't} {contain|hold|have} {anything|any files|a single file}
do: @find {directories|folders} that {no|don't} {longer |}{contain|have} anything
""",
    "list-hidden": """
do: {do|run} a {full|complete|long} {listing|directory listing} {of everything|of all files|} {incl.|including|with} {hidden|dotfiles|hidden files}
ask: {I want|I need} to see {hidden files|dotfiles|the hidden ones}{| too| as well| with permissions| and their sizes}
do: {reveal|uncover|unhide} {the |all |}{hidden files|dotfiles|hidden entries}{| with details| in the listing}
do: @show {permissions|owner|size|sizes|dates}{,| and} {owner|owners|size|date|dates} of {all|the} files {here|in this @dir}, hidden {included|too|ones too}
do: @show {names, sizes and permissions|everything about the files} {of all files |}{including|and} hidden {ones|files}
do: @show {the |}files starting with a dot {too|as well|also}{| in a long listing| with details}
do: list {all|everything}, {even|also|including} {hidden files|hidden|dotfiles}, {with|showing} {details|permissions|sizes|owners}
do: @show {a|the} {detailed|long} {listing|list} of {the current @dir|this @dir|everything here}{,|} {including|with} {hidden|dot} {files|entries|ones}
""",
    "grep-recursive": """
ask: {I am|I'm} {looking|searching} for {the |}{word|text|string|phrase} <word> {in|somewhere in} {all|any of} {my|the|these} files
do: {dig|go} through {all|every|the} {files|file} for @wordx<word>
ask: {any|is there any} {mention|occurrence|use|trace} of @wordx<word> {in my files|in this project|anywhere|here|in the code|in any file}
do: {search|look} {file contents|the contents|the inside of files|inside files} {recursively |}for @wordx<word>
do: {locate|spot|catch} {every|each|all} {line|lines|occurrence|occurrences|mention} {of|with|containing} @wordx<word>{| below here| in any file| in all files| across the tree}
ask: {which|what} {of my|of these|of the} files {contain|mention|have} @wordx<word>
do: find out {which|what} files {mention|contain|use} @wordx<word>
do: @search @wordx<word> {all over|throughout|across} {the|this} {project|tree|repository|repo|code|folder}
""",
    "grep-ext": """
ask: {I am|I'm} {looking|searching} for {the |}{word|text|string|phrase} <word> {but |}{only |just |}in @E
do: {dig|go} through {all|the} @E for @wordx<word>
ask: {any|is there any} {mention|occurrence|use|trace} of @wordx<word> in {my|the|any} @E
do: {find|list} {every|each|all} {line|lines|mention|mentions|use|uses} {of|with|containing} @wordx<word> in @allE
do: find out {which|what} @E {mention|contain|use} @wordx<word>
ask: {which|what} {of my|of the|of these} @E {contain|mention|have|use} @wordx<word>
do: {recursively |}@search @wordx<word>, {ignoring|skipping} everything {but|except} @E
do: @search @word<word> {in|among} @E {and only those|and only there|exclusively|only, please}
""",
    "grep-file": """
do: {dig|go} through @F {and find|for|looking for} @wordx<word>
ask: there is a file {called|named|} <file>{.|,|;} {does it contain|search it for|find|where in it is} <word>
ask: {any|is there any} {mention|occurrence|trace} of @wordx<word> in @F
do: {pull|pick|fish} {the |all |every |}lines {with|containing|mentioning} @wordx<word> out of @F
do: @show {every|each|all} {line|lines} {of|in} @F {with|where|that has|featuring} @wordx<word>{| appears| occurs| in it|}
do: find out {where|whether|if|on which line} @F {mentions|contains|has} @wordx<word>
""",
    "count-lines": """
ask: there is a file {called|named|} <file>{.|,|;} how many lines {does it have|are in it|has it}
do: {tally|total|add up|number} {the |}lines {in|of} @F
ask: {I need|I want} {to know |}{the number of lines|how many lines|the line count} {in|of|are in} @F
ask: {what length has|what length does} @F {have |}in lines
do: {give|tell} me the {length|line count|number of lines} of @F{| in lines}
key: <file>: {how many lines|number of lines|line count}
""",
    "count-files": """
ask: there is a @dir {called|named|} <dir>{.|,|;} how many files {does it have|are in it|are below it|does it contain}
do: {tally|total|add up} {the |all |}files {in|below|under} @D
ask: {I need|I want} {to know |}{the number of files|how many files|the file count} {in|below|are below|are in} @D
key: <dir>: {how many files|number of files|file count}
do: {give|tell} me {a|the} {tally|total|count|number} of {all |the |}files {in|below|under|inside} @D
ask: how many files in total {are|live|lie} {under|below|in} @D
""",
    "tar-create": """
ask: {I need|I want} a @tgz {of|with|from|containing} @D
do: {turn|convert|transform} @D into a @tgz
ask: {I want|I need} {@D|<dir>} {packed|compressed|archived|bundled} {as|into} a @tgz
ask: there is a @dir {called |named |}<dir>{.|,|;} {pack|compress|bundle} it {into|as} a @tgz
do: {tar and compress|tar and zip|gzip} the @dir <dir>
do: {squeeze|squash|crunch|condense} @D into a @tgz
key: <dir> {to|into|as} {tar.gz|.tar.gz|tgz|tarball|a tarball}
do: {archive and compress|pack and compress|bundle and compress} @D{| with tar|, tar.gz| as tar.gz}
""",
    "tar-extract": """
ask: {I need|I want} {what is inside|the contents of|the files in|what's in} <file>.tar.gz
ask: there is {an archive|a tarball} {called |named |}<file>.tar.gz{.|,|;} {unpack|extract|open} it
do: {dump|pour} the contents of <file>.tar.gz here
do: {extract|unpack|decompress} <file>.tar.gz {again|quickly|to the current folder}
ask: {I want|I need} <file>.tar.gz {unpacked|extracted|decompressed|opened}
key: <file>.tar.gz {unpacking|extraction|how}
do: {open up|crack open|unroll|unbundle|unwrap} <file>.tar.gz
""",
    "zip-create": """
ask: {I need|I want} a {zip|zip file|zip archive} {of|with|from|containing} @D
do: {turn|convert|transform} @D into a {zip|zip file|zip archive|.zip}
ask: {I want|I need} {@D|<dir>} {zipped|packed into a zip|zipped up|as a zip file|as a zip}
ask: there is a @dir {called |named |}<dir>{.|,|;} {zip it|pack it into a zip|make a zip of it}
do: {squeeze|squash} @D into a {zip|zip file|zip archive}
key: <dir> {to|into|as} {zip|.zip|a zip|zip file}
do: {produce|prepare|assemble} a {zip|.zip|zip file} {with|of|containing} {everything in |all of |}@D
""",
    "unzip": """
ask: {I need|I want} {what is inside|the contents of|the files in|what's in} <file>.zip
ask: there is {an archive|a zip|a zip file} {called |named |}<file>.zip{.|,|;} {unpack|extract|open|unzip} it
do: {dump|pour} the contents of <file>.zip here
ask: {I want|I need} <file>.zip {unpacked|extracted|decompressed|opened|unzipped}
key: <file>.zip {unpacking|extraction|how}
do: {open up|crack open|unroll|unbundle|unwrap|unzip} <file>.zip
do: {extract|unpack|decompress} <file>.zip {again|quickly|to the current folder}
""",
    "du": """
ask: there is a @dir {called |named |}<dir>{.|,|;} how {big|large} is it
ask: what {footprint|size|disk footprint} does @D have{| on disk}
ask: what is the {footprint|disk footprint|total|combined size} of @D
do: {sum|total|add} up {the |}{size|disk usage|space|disk space|space used} {of|by|in} @D
do: @get the {footprint|disk footprint|storage use|storage footprint|overall usage} of @D
ask: {I want|I need} to know {how big|how large|the size of|how much space is used by|how much disk is used by} @D{| is}
ask: how much {does|of my disk does} @D {take|take up|eat|use|occupy}
key: <dir>: {how big|size|disk usage|how much space}
""",
    "df": """
ask: {can|will} {I|my disk} still {fit|hold|store} {more files|something|more}{, how much space is left|, how much is free}
do: @get {the |}{remaining|left over|leftover|spare} {disk|storage|disk space|capacity|space}{| on my disks| on the drives| on each disk}
ask: {how|what} much {space|room|capacity} {remains|is there} on {my|the} {disk|disks|drive|drives|hard drive|partitions|filesystems|volumes}
ask: {what|how much} {capacity|space} {do|does} {my|the} {disks|drives|disk|drive} {still |}have{| left| free}
do: {summarize|report} {the |}{disk space|space|usage} {on|of} all {mounted |}{filesystems|disks|partitions|drives}
ask: my {disk|drive} {is filling up|seems full|might be full|looks full}{,|.} how much {space|room} is {left|free}
key: {disks|drives|partitions|filesystems}: {free space|space left|how full}
""",
    "largest": """
ask: {I want|I need} {to see |}the <n> {largest|biggest|heaviest} files
do: {name|spot|pick out|hunt down} the <n> {largest|biggest} files{| on disk| by size|@maybehere}
ask: what {eats|takes|uses|fills} {my|the} {disk|space|disk space|storage}{,|?|:} {the |}{top|biggest|largest} <n> {files|biggest files|largest files}
do: @find the <n> {files|items} {eating|wasting|filling|hogging|occupying} the most {space|disk|disk space|storage}
do: @find the top <n> {space hogs|space eaters|space wasters|disk hogs|files eating my disk|files taking up space}
ask: {what|which} are my <n> {largest|biggest} files
do: order {all |the |}files by {size|how big they are}, largest first, and {keep|show|take} <n>
do: @find the <n> {files of the greatest size|files that are largest|files which are the biggest}
""",
    "port": """
ask: {something|some process|some program|a process|somebody|someone} {is using|uses|is on|blocks|is blocking|occupies|took|is listening on} port <p>{,|.|;} {what|who|which process|what is it|who is it|which one|which process is it}
ask: {by whom|by what|by which process|by which program} is port <p> {used|taken|occupied|blocked}
ask: port <p>: {who|what|which process} {is listening|listens|uses it|is there|has it}
do: {find|figure} out {what|which process|who} {has|keeps|holds|grabbed} port <p>{| open| busy| occupied}
do: {trace|identify|look up} {the |}{process|program|service|owner|listener} {behind|on|of|using|at} port <p>
ask: {who|what} {answers|serves|listens} {on|at} port <p>
do: {name|tell me} the {program|process|service} {listening|that listens} {on|at} port <p>
""",
    "pkill": """
ask: {I want|I need} <name> {stopped|killed|gone|terminated|to stop|to quit|to exit|dead}
do: {kill off|knock out|shoot down|abort|cancel|interrupt} {the process |the program |all |}<name>{| processes|}
ask: the {process|program|app} <name> {hangs|is stuck|is frozen|is hanging|must stop|should stop|has to go}{,|.|;} {kill it|stop it|terminate it|end it|}
do: {kill|stop|terminate|end} {whatever is|anything|everything} {called|named} <name>
do: {kill|stop|terminate|end} the {program|process} that {is called|is named|has the name|goes by the name} <name>
do: {kill|stop|terminate|end} <name>{,| -} {by name|all of them|the process|every instance}
""",
    "kill": """
ask: {I want|I need} {process|pid} {number |}<pid> {stopped|killed|gone|terminated|to stop|to quit|dead}
do: {kill off|knock out|shoot down|abort|cancel|interrupt} {process |pid |the process with pid |process number |the process with id }<pid>
ask: the process {with pid|with id|number|with number|with the id} <pid> {hangs|is stuck|is frozen|must stop|should stop|has to go}{,|.|;} {kill it|stop it|terminate it|end it|}
do: {kill|stop|terminate|end} the process that has {pid|id|number|process id|PID|the pid|the number} <pid>
do: {kill|stop|terminate|end} {whatever|whatever process|the process that} {runs|is running} {as|under|with} {pid|PID|process id|number} <pid>
do: {kill|stop} the thing {with|running as} {pid|process id} <pid>
key: pid <pid> {kill|stop|terminate}
""",
    "pgrep": """
ask: {anything|something|any process} {called|named} <name> {running|alive}{| right now| and what is its pid|, and what pid does it have}
ask: {I need|I want} {to know |}{the pid of|whether|if|the process id of} <name>{ is running| is running| is up|}
ask: {is|has} <name> {been started|started|launched|working|there|up and running}{| and what is its pid}
do: {look|find out} {whether|if} {there is |there's |}{a|any} {process|program} {called|named} <name>{| is running| runs}{| and {show|get} its pid}
do: {find|get|show} the {number|id|pid|process number} {under which|with which|that} <name> {runs|is running|has}
ask: what {number|id|process number} does {the process|the program} <name> have
ask: {is|are} {a|any|some} <name> {still |}{running|alive|around|in the process list}
do: {confirm|make sure|ensure|verify} {that |}{the process |}<name> {is|is still} {running|alive|up}
do: @show {the pid of|pids of|all pids of|the process ids of} {the process |every |all |processes named |}<name>
""",
    "ps-mem": """
ask: my {machine|computer|laptop|system} {is swapping|runs out of memory|is out of RAM|is low on memory}{,|.|;} {which|what} {process|program|processes|programs} {is it|uses the most|use the most|is to blame|takes the most}
do: @find the {biggest|greediest|top|worst} {programs|processes|offenders|consumers} {in terms of|regarding|by} {memory|RAM}
do: @find the {processes|programs} {taking up|gobbling up|swallowing|eating up|occupying} {most|the most|most of the} {memory|RAM}
ask: {who|what} {ate|eats|gobbles up|devours|swallows} {all |}{my|the} {memory|RAM}
do: {list|show} {the |}{processes|programs} {with|having} {high|the highest|the biggest|most} {memory|RAM} {use|usage|consumption|footprint}{| first| at the top| on top}
key: {what|who} {eats|hogs|uses} {memory|RAM|my memory|my RAM}
do: @find the memory {leak|hog|eater|monster|pig}
""",
    "ps-cpu": """
ask: my {machine|computer|laptop|system|fan} {is slow|is loud|is hot|is busy|lags|runs at full speed}{,|.|;} {which|what} {process|program|processes|programs} {uses|use|hogs|takes|eats} {the |the most |all the |most }{cpu|CPU}
do: @find the {biggest|greediest|top|worst} {programs|processes|offenders|consumers} {in terms of|regarding|by} {cpu|CPU|processor use|CPU load}
do: @find the {processes|programs} {taking up|gobbling up|swallowing|eating up|burning|keeping busy} {most|the most|most of the} {cpu|CPU|processor}{| time| cycles}
ask: {who|what} {burns|eats|gobbles up|devours|hogs} {all |}{my|the} {cpu|CPU|processor}{| cycles| time}
do: {list|show} {the |}{processes|programs} {with|having} {high|the highest|the biggest|most} {cpu|CPU|processor} {use|usage|consumption|load}{| first| at the top| on top}
key: {what|who} {eats|hogs|uses|burns} {cpu|CPU|my cpu|my CPU}
do: @find the {cpu|CPU} {hog|eater|monster|pig|burner}
""",
    "free": """
ask: {how much|what amount of} {memory|RAM} {can I still use|can still be used|have I got|is not used|is not in use|is unoccupied|remains available|does my computer have left}
do: {summarize|report} {the |my |}{memory|RAM} {usage|use|situation}
ask: {will|do} I run out of {memory|RAM}{| soon}{, how much is left|, how much is free}
do: @get the {memory|RAM} that is {free|left|available|unused|not used}
ask: what {about|is the state of} my {memory|RAM}{|, how much is free}
key: {memory|RAM}: {how much free|free|used and free|how much is left}
do: @get {total, used and free|used, free and total|total and available} {memory|RAM}
""",
    "cp-dir": """
ask: {I want|I need} {a copy|a duplicate} of {the @dir |}<a> {in|at|called|named|under} <b>
ask: there is a @dir {called |named |}<a>{.|,|;} {copy|duplicate} it {to|into|as} <b>
do: {replicate|reproduce} the @dir <a> {at|in|as|under} <b>
do: copy {the |}(whole) @dir <a> {to|into} <b>
do: copy <a>{,| (} a @dir{,|),} to <b>
do: copy {the |my |}{@dir|@dir tree|entire @dir} <a>{,|} {with all files|including everything|and all subfolders|with subdirectories|contents and all|recursively}{,|} {to|into} <b>
ask: {the @dir |}<a> {should|must|needs to} be {copied|duplicated} {to|into|as} <b>
do: have the @dir <a> copied to <b>
""",
    "mv": """
ask: {I want|I need} {the file |the @dir |}<a> {renamed|moved} {to|into} <b>
ask: there is a {file|@dir} {called |named |}<a>{.|,|;} {rename|move} it {to|into} <b>
ask: {the new name of|the name of} <a> {should|shall} be <b>
do: {take|grab} {the file |}<a> and {move|put} it {to|into|in} <b>
ask: {the file |}<a> {is called the wrong thing|has the wrong name|is in the wrong place}{,|.|;} {rename|move} it to <b>
do: {rename|move} <a>{,|} {so that it is called|so it becomes|to be|making it|giving it the name} <b>
do: {rename|move} {the file|the @dir|file|@dir} <a>{:| ->| =>} <b>
""",
    "mkdir": """
ask: {I need|I want} {the |a |}@dir <dir>{,| and} {with|including|create} {its|all|missing|all its} {parents|parent directories|parent folders}{| if needed| if missing}
ask: <dir> does not exist{,|.|;} {create it|make it|make that directory}{| with its parents| and its parents|}
do: {make|create} <dir> {and|plus|together with} {its|all|any} {parent directories|parents|missing parents|parent folders|intermediate directories}
do: {make|create} {the |}{directories|folders} <dir> {in one go|all at once|at once|in a single step}
do: {make|create} {the |a |}{deep|deeply nested|nested|whole} {path|directory|folder|directory structure} <dir>
do: {make|create} {the |a |}@dir <dir> {even if|also when|though} {its|the} parents {do not exist|don't exist|are missing}{| yet}
do: {make|create} {the |a |}@dir <dir> {creating|making} {its|the|any} parents {too|as needed|if needed|as well|when missing}
""",
    "symlink": """
do: {have|let} <link> {be|become} a {symlink|symbolic link|soft link} {to|for} <target>
ask: {I want|I need} <link> {to be|as} a {symlink|symbolic link} {to|pointing to|for} <target>
do: {create|make} {a|the} {symlink|symbolic link|soft link} {from|at} <link> {to|pointing to|pointing at} <target>
do: {symlink|soft-link|soft link} <target> {to the name|under the name|as|with the name} <link>
do: {make|create} {a|the} {symlink|symbolic link}, {name|link name|called} <link>, {target|pointing to|to} <target>
do: {make|create} {a|the} {symlink|symbolic link} <link> {whose target is|with the target|with target|targeting|leading to} <target>
do: {make|create} {a|the} {symlink|symbolic link} {so that|such that} <link> {points|leads|refers} to <target>
""",
    "chmod-x": """
ask: {I want|I need} {to be able |}to {run|execute} {the script |}<file>{| directly| as a program}, {make it executable|it is not executable}
ask: I {can't|cannot} {run|execute|start} {the script |my script |}<file>{,|:|;|.} {permission denied|it says permission denied|make it executable|it is not executable}
ask: there is a script {called |named |}<file>{.|,|;} make it {executable|runnable}
do: {make|get} {the script |}<file> {ready to run|ready to be run|directly runnable|able to run|startable}
do: {give|grant} {everyone|me|all|myself|us} {the right to |permission to }{run|execute} @F
do: add {+x|x|the x flag|execute rights|the executable flag} {to|on} @F
ask: {the script |}<file> {won't|doesn't|does not} {run|start|execute}{,|;|.} {make it executable|it lacks execute permission|it needs to be executable}
do: {let|allow} {me|everyone|users|others} {to |}{run|execute} @F
""",
    "chown": """
ask: {I want|I need} <user> to {own|be the owner of} {everything in |all files in |}@D{| recursively}
ask: {the owner of|the files in|all files in} <dir> should be {owned by |}{the user |}<user>
do: {make|let} {the user |}<user> own {all of |the whole of |the entire tree |}@D
do: {set|change} {the |}{owner|ownership} of @D{,|} {recursively|and everything in it|and all that is in it|with all its contents|including contents}{,|} to {user |the user |}<user>
do: {reassign|transfer} {ownership of |}{everything in |everything below |}@D to {user |the user |}<user>
do: {set|make} {user |}<user> owner of {all files|everything|all|every file} {below|in|under|inside} @D
do: {turn|hand} {ownership of |}@D {and all its files |and its contents |}over to {the user |}<user>
do: give @D {and everything in it |and all its files |with all contents |}to {the user |user |}<user>
""",
    "tail-f": """
ask: {I want|I need} to {see|watch|follow} {new lines|what is added|new entries|whatever is written} {in|to|of} @F {live|as they come|as it happens|as it grows}
ask: there is a log {called |named |}<file>{.|,|;} {follow it|watch it grow|show new lines as they come}
do: {watch|follow|observe|monitor} {what|everything that} {gets|is} {written to|added to|appended to|logged to|logged in} @F
do: {watch|follow} {the end of|the output of|the log output of} @F
do: @show @F {and keep going as|and continue as|while|as} {it grows|lines are added|new lines are written|new lines come in}
do: {live-tail|live tail|tail -f|live-follow} {the file |}<file>
do: keep {an eye|watch} on @F {as|while} {it grows|new lines are added|new lines come in|new entries arrive}
do: see {@F|<file>} {update|updating|change|grow|being written} {live|in real time|as it happens}
""",
    "head": """
ask: {I want|I need} {to see |}{only |just |}the {first|top} <n> lines {of|from} @F
ask: there is a file {called |named |}<file>{.|,|;} show {me |}its first <n> lines
do: {have|get} a look at the {first|top} <n> lines of @F
do: @show the {file |}<file> {up to|until|down to} line <n>
ask: how does @F {start|begin}{,|?|;} {show |}the first <n> lines
do: {preview|skim|inspect|check} the {first|top} <n> lines of @F
do: preview <n> lines of @F
do: {extract|grab|pull} the {first|top|initial} <n> lines {of|from|out of} @F
""",
    "tail": """
ask: {I want|I need} {to see |}{only |just |}the {last|final|bottom} <n> lines {of|from} @F
ask: there is a file {called |named |}<file>{.|,|;} show {me |}its last <n> lines
do: {have|get} a look at the {last|final|bottom} <n> lines of @F
do: @show the {very |}{end|last part|tail end} of @F{,|:| -} {the |}{last |}<n> lines
ask: how does @F {end|finish}{,|?|;} {show |}the last <n> lines
do: {preview|skim|inspect|check} the {last|final|bottom} <n> lines of @F
do: {extract|grab|pull} the {last|final|bottom|closing} <n> lines {of|from|out of} @F
do: @show the <n> lines {at the end|at the bottom|at the tail} of @F
""",
    "replace-file": """
ask: {I want|I need} <a> {replaced|changed|substituted} {with|by|to} <b> in @F
ask: {in the file|in} <file> {it says|there is|there is the word|I wrote} <a>{,|;} {it should be|replace it with|change it to|it should read} <b>
do: {make|have|let} {every|each|all} {occurrence of |occurrences of |}<a> {in|inside} @F {become|be|read} <b>
do: {edit|modify|change|update} @F{,|:| by} {replace|replacing|change|changing|turning} <a> {with|by|to|into} <b>
do: sed @F{:|,} {replace |}<a> {with|to|->|by} <b>
do: {replace|change} {text |the text |}<a> {->|=>|to} <b> in {file |}<file>
do: {replace|swap} {all|every} <a> {with|for|by} <b>{, in the file|, file|, in} <file>
""",
    "replace-ext": """
ask: {I want|I need} <a> {replaced|changed|substituted} {with|by|to} <b> in @allE
do: {make|have|let} {every|each|all} {occurrence of |occurrences of |}<a> in @allE {become|be|read} <b>
do: {edit|modify|change|update} @allE{,|:| by} {replacing|changing|turning} <a> {with|by|to|into} <b>
do: {replace|change} {text |the text |}<a> {->|=>|to} <b> in {all |}@E
do: {replace|swap} {all|every} <a> {with|for|by} <b>{, in all|, in every one of the} @E
do: {mass|bulk} {replace|change} <a> {with|to|by} <b> {in|across|over} {all |the |}@E
do: {replace|change} <a> {with|to|by} <b> {across|over|throughout} {all|the|my|all my} @E
""",
    "sort-unique": """
ask: {I want|I need} {the |}{lines of |}<file> sorted {and|with|without} {duplicates removed|duplicates|without duplicates|unique|duplicates dropped}
ask: there is a file {called |named |}<file>{.|,|;} sort it and {drop|remove} {duplicates|duplicate lines|the duplicate lines}
ask: @F has {duplicate|repeated|double} lines{,|;|.} {sort it and drop them|sort and remove them|get rid of them by sorting|sort it uniquely}
do: sort @F {so that|such that} {every|each} line {appears|occurs} {only |just |}once
do: sort @F {alphabetically |}{and throw|throwing|while throwing} {out|away} {repeats|duplicates|duplicate lines|repeated lines}
do: {get|list|print|show} {every|each} {distinct|different|unique} line of @F {once|in sorted order|, sorted|just once}
do: sort @F{,|;} {no|without|minus} {duplicates|dupes|repeats|duplicate lines|repeated lines}
""",
    "diff": """
ask: {I have|there are} two {files|versions}{,|:} <a> and <b>{,|;|.} {how do they differ|what is the difference|compare them|what is different}
do: {make|give me} a {line by line |}comparison of <a> {and|with|to} <b>
do: {put|hold|set} <a> {next to|against} <b> and {show|list} the {differences|changes}
ask: in {what|which} {way|ways|lines|places} {do|does} <a> {and|differ from} <b>{ differ|}
do: {show|see|view|list} what is {different|not the same|changed} {in|between} <a> {and|versus|vs} <b>
do: {show|see|view} {all |the |}changes from <a> to <b>
do: {spot|point out|highlight} the {differences|changes} {of|between} <a> and <b>
""",
    "rsync": """
ask: {I want|I need} {the @dir |}<dir> {on|copied to|synced to|mirrored to|sent to|uploaded to} the {machine|server|host|remote host|box|remote machine|computer} <host>
ask: there is a @dir {called |named |}<dir>{.|,|;} {copy|sync|send|upload} it to {the {machine|server|host|box} |}<host>
do: {copy|sync|send|transfer|push} {my |the |}{local |}<dir> {@dir |}{over |}to {the {machine|server|host|box|remote} |host |machine |server }<host>
do: {copy|sync|send|transfer} @D {across the network|over the network|remotely|over ssh|via ssh|via rsync|with rsync}{,|} to <host>
do: {deploy|publish|ship|beam|relay} @D to {the {machine|server|host|box} |}<host>
do: {copy|transfer} @D to {another|the other|a remote} {machine|server|host|box|computer}{,|:| called| named} <host>
do: {mirror|replicate|back up|clone} @D {onto|to|on} {the {machine|server|host|box|remote host} |}<host>{| over ssh| with rsync| via ssh}
""",
    "ssh": """
ask: {I want|I need} {a|an} {shell|ssh session|session|remote shell|ssh connection|terminal} on @H {as|for} {the user |user |}<user>
ask: {I am|I'm} {the user |}<user> on {the machine |}<host>{,|;|.} {how do I log in|log me in|connect|how do I get in}
do: {open|start} {a|an} {remote |ssh |}{shell|session|connection} {on|to} @H for {the user |user |}<user>
do: {connect|log in|hook up} {remotely |}to @H{,|} {user|username|user name|login|as user|account} <user>
do: {log|get} {me |}{in|into} {to |}{the @machine |}<host> {as|with the user|under the name|with the name|using the account} <user>
do: {log in|login|connect|ssh} to {the @machine |}<host>{,|} {where my user is|my user is|my login is|with the login|under the user} <user>
do: {ssh|connect} from here to @H as {user |the user |}<user>
""",
    "download": """
ask: {the|a|my} file is at <url>{,|;|.} {download it|get it|fetch it|how do I get it}
ask: {I want|I need} to {have|get|download|save} <url>{| here| locally| on disk}
do: {pull|bring|load} {down |}{the file |}<url> {to this machine|to my machine|to this computer|here|locally}
do: {download|fetch|get|save} {this|the following}{| url| link| file| address}: <url>
do: {download|fetch|retrieve} {the file|whatever|what} {that is |that's |is |}{hosted |found |available |}at <url>
do: {transfer|copy} <url> {to|onto} {my disk|this machine|the current directory}
""",
    "git-undo": """
ask: I {made a mistake in|don't like|regret|messed up} {my|the} last commit{,|;|.| and want to} {undo it|take it back|uncommit it}{| but keep {the|my} {changes|work}}
ask: {oops|oh no|damn}, {I committed too early|wrong commit|I did not mean to commit|I should not have committed that|that commit was wrong}{,|;|.} {undo it|take it back|how do I undo it}{| but keep {the|my} {changes|work|files}}
do: {take|pull|roll} {my|the} {last|latest|most recent} commit back {but|and|while} {keep|keeping|leave|leaving} {my|the} {files|work|changes|edits}{| intact| in place| as they are}
do: {undo|remove|delete|drop} {the|my} {last|latest} commit {from|in} git {but|and|while} {not|keep|without} {my|the|losing my|losing the} {changes|work|files}
do: {undo|cancel} committing{,| but} keep {the|my} {changes|work|edits}
do: {bring|put|get} {the|my} {last|latest} {commit|commit's changes} back {to|into} {the |}{staging area|index|staged state|uncommitted changes}
do: {unmake|unwind|back out|back out of|walk back|step back from} {the|my} {last|latest|most recent} commit{| and keep {the|my} {changes|work}| without losing {changes|work|my edits}}
do: {reset|go} {back |}one commit {softly|without touching my files|keeping my changes|but keep the changes|, keeping everything}
""",
    "git-log": """
ask: {I want|I need} {to see |}the {last|latest|most recent|newest} <n> {git |}commits
do: {give|show} me {a|the} {short|brief|compact|one-line|oneline|condensed} {log|history|list|overview|summary} of the {last|latest} <n> commits
do: @show the {newest|most recent|latest} <n> {entries in|entries of|items of} {the |}{git |commit |}{log|history}
do: {review|check|inspect|read|browse} the {last|latest|most recent|past|previous} <n> {git |}commits
ask: what {did|have} {we|I|people|they} {commit|committed|push|do} {lately|recently|in git}{,|?|:|;} {the |}last <n> {commits|entries}
do: {show|list|print} {git |commit }{history|log}{,|} <n> {entries|commits|lines}{| only| deep}
do: @show <n> commits back in {the |}{history|log|git history}
""",
    "git-branch": """
ask: {I want|I need} to {start|work|begin|create} {on |}a {new|fresh|separate} {git |}branch{,| called| named|:} <branch>
ask: there should be a new {git |}branch {called |named |}<branch>{| and I want to be on it| and I want to switch to it}
do: {spin up|cut|set up|introduce|kick off} {a |}new {git |}branch {called |named |}<branch>{| and switch to it}
do: {put|move} {me|my work|this work} {on|onto|to} a {new|fresh} {git |}branch {called |named |}<branch>
do: {create|make} <branch>{,|} a new {git |}branch{,| and} {switch to it|and switch to it|check it out|go there}
do: {make|create} {a |the |}branch {called |named |}<branch> {in git |}and {make it|have it|set it as} {current|checked out|the current branch|active}
do: in git, {create|make|start|open} {a |the |}new branch {called |named |}<branch>
""",
    "git-switch": """
ask: {I want|I need} to {switch|change|go|get|move} {back |over |}to {the |my |the existing |}{git |}branch {called |named |}<branch>
ask: {take|bring|get} me {back |over |}to {the |my |}{git |}branch {called |named |}<branch>
do: {take|bring} me {back |over |}to {the |}<branch> branch
do: {make|set} {the |}{existing |}branch <branch> {the |}{current|active}{| one| branch}
do: in git, {switch|change|go|move} {back |over |}to {the |}{existing |}{branch |}<branch>
do: {hop|jump|swap|turn} {back |over |}{on |}to {the |my |}{existing |}{git |}branch <branch>{| that already exists|, which exists already|}
do: {resume|continue} {work|working} on {the |my |}{existing |}{git |}branch <branch>
do: {change|switch} {to |over to |}<branch>{,|} {an existing|the existing|my existing} branch
""",
    "git-clone": """
ask: {the|a|my} {repo|repository|project|git repo} is at <repo>{,|;|.} {clone it|get it|how do I clone it}
do: {clone|get|fetch} {this|the following} {repo|repository|project|git repo}: <repo>
do: {check|pull} {the |}(git) {repo|repository} <repo> {out|down}
do: {get|fetch|bring|pull} {the |a |}{repository|repo|git repository|code} {at|from|behind} <repo> {onto|to} {my machine|this machine|my computer|disk}
do: {make|create|set up} {a |my own |}local {clone|copy|checkout} {from|of} {the |}{repo|repository|url|remote} <repo>
""",
    "rm-dir": """
ask: {I want|I need} {the @dir |}<dir> {gone|deleted|removed|erased|to go away}{| with everything in it| and all its contents|, contents and all}
ask: there is a @dir {called |named |}<dir>{.|,|;} {delete|remove} it {and everything in it|with everything in it|with its contents|recursively|}
do: {delete|remove|erase} the {full|whole|entire|complete} {directory|folder} tree {at|of|below|} <dir>
do: {delete|remove|erase} {the @dir |}<dir>{,|} {files|contents|subfolders} and all
do: {blow away|bin|scrap|ditch|zap|kill|dispose of|do away with|chuck} the @dir <dir>{| and everything in it| with all its contents| recursively}
do: {delete|remove|erase} {the @dir |}<dir> {plus|along with|as well as} {all |everything |}{its contents|it contains|its files|in it|that is in it}
do: {clear|clean} {away|up|out} the {whole |entire |}@dir <dir>{| with everything in it|, deleting it}
""",
    "delete-ext": """
ask: {I want|I need} {all |all the |}@E {gone|deleted|removed|erased|to go away}
do: {blow away|bin|scrap|ditch|zap|dispose of|do away with|chuck} {all|all the|every one of the} @E@maybehere
do: {clean up|tidy up|clear away|clear out|sweep away} {by deleting |}{all |the |all the |}@E{| below here| here| in this tree|}
do: {delete|remove|erase} {each and every|every last} @E1@maybehere
ask: {there are|I have} {too many|a lot of|lots of} @E{ here||},{ please|} {delete them|remove them|delete them all|get rid of them}
do: {delete|remove|erase} {anything|everything|whatever} {with|that has} {the |}{extension|ending|suffix} <e>@maybehere
do: {mass delete|bulk delete|mass-delete} {all |the |}@E
""",
}
for _task, _lines in MORE.items():
    for _line in _lines.strip().split("\n"):
        _kind, _, _text = _line.partition(": ")
        assert _kind in W[_task], _line
        W[_task][_kind] += _text + "\n"
