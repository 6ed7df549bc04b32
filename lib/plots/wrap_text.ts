/** Breaks a name at spaces into lines of about that many letters; a longer word stays whole. */
export function wrapText(text: string, letters: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join("<br>");
}
