# Prints the code of Swift files as path:line:code, without comments and without the text of string literals. Code inside
# \(…) of a string is kept. A raw identifier such as `gives up` becomes _.
#
#   awk -f scripts/swift-code.awk FILE…

FNR == 1 { depth = 0; comment = 0 }

{
  line = $0
  sub(/\r$/, "", line)
  if (depth == 0 && comment == 0 && line !~ /["\/`]/) code = line
  else code = strip(line)
  if (code ~ /[^ \t]/) print FILENAME ":" FNR ":" code
}

# kind[depth] is what the text at hand is inside of: a "string" with hashes[depth] and multiline[depth], or the "code" of an
# interpolation, in which parentheses[depth] are open. At depth 0 it is the file's code. Comments nest, and end strings nowhere.
function strip(text,    at, length_, out, ch, end, count) {
  at = 1
  length_ = length(text)
  out = ""
  while (at <= length_) {
    ch = substr(text, at, 1)
    if (comment > 0) {
      if (substr(text, at, 2) == "*/") { comment--; at += 2 }
      else if (substr(text, at, 2) == "/*") { comment++; at += 2 }
      else at++
    } else if (depth > 0 && kind[depth] == "string") {
      count = hashes[depth]
      if (ch == "\\" && substr(text, at + 1, count) == marks(count)) {
        if (substr(text, at + 1 + count, 1) == "(") {
          depth++
          kind[depth] = "code"
          parentheses[depth] = 0
          out = out "("
        }
        at += 2 + count
      } else if (ch == "\"" && multiline[depth] && substr(text, at, 3 + count) == "\"\"\"" marks(count)) {
        depth--
        out = out "\""
        at += 3 + count
      } else if (ch == "\"" && !multiline[depth] && substr(text, at + 1, count) == marks(count)) {
        depth--
        out = out "\""
        at += 1 + count
      } else at++
    } else if (substr(text, at, 2) == "//") {
      break
    } else if (substr(text, at, 2) == "/*") {
      comment = 1
      at += 2
    } else if (ch == "\"" || ch == "#") {
      count = 0
      while (substr(text, at + count, 1) == "#") count++
      if (substr(text, at + count, 1) == "\"") {
        depth++
        kind[depth] = "string"
        hashes[depth] = count
        # After the three quotes that open a multi-line string the line ends.
        multiline[depth] = substr(text, at + count) ~ /^"""[ \t]*$/
        out = out "\""
        at += count + (multiline[depth] ? 3 : 1)
      } else {
        out = out substr(text, at, count)
        at += count
      }
    } else if (ch == "`") {
      end = index(substr(text, at + 1), "`")
      if (end > 1) {
        out = out identifier(substr(text, at + 1, end - 1))
        at += end + 1
      } else at++
    } else {
      if (depth > 0 && ch == "(") parentheses[depth]++
      if (depth > 0 && ch == ")" && parentheses[depth]-- == 0) depth--
      out = out ch
      at++
    }
  }
  # A string on one line ends with it, closed or not: a fault in reading one line hides no other.
  while (depth > 0 && kind[depth] == "string" && !multiline[depth]) depth--
  return out
}

function identifier(name) {
  return name ~ /^[A-Za-z_][A-Za-z0-9_]*$/ ? name : "_"
}

function marks(count,    out) {
  out = ""
  while (count-- > 0) out = out "#"
  return out
}
