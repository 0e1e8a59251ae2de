using System.Text;

namespace FlowForge.Convert.Tests.Json;

/// <summary>Random JSON from a seed: every kind of value, blanks anywhere, escapes of every sort.</summary>
internal static class JsonTexts
{
    private static readonly string[] s_blanks = ["", "", "", "", " ", "\n", "\t \r\n"];
    private static readonly string[] s_pieces = ["a", "xyz", "é", "世", "😀", "\\\"", "\\\\", "\\/", "\\n", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "{", "}", "[", "]", ",", ":", "'", " "];
    private static readonly string[] s_names = ["id", "name", "Name", "a.b", "värde", "\\u0061", ""];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    internal static string Value(Random random, int depth, bool container = false)
    {
        int kind = random.Next(container ? 7 : 0, depth > 0 ? 9 : 7);
        return Blank(random) + kind switch
        {
            0 => "null",
            1 => "true",
            2 => "false",
            3 => random.NextInt64(long.MinValue, long.MaxValue).ToString(),
            4 => $"{random.Next(-1000, 1000)}.{random.Next(0, 1000):D3}",
            5 or 6 => Text(random),
            7 => "[" + Blank(random) + string.Join(",", Enumerable.Range(0, random.Next(5)).Select(_ => Value(random, depth - 1))) + "]",
            _ => "{" + string.Join(",", s_names.Where(_ => random.Next(2) == 0).Select(name => $"{Blank(random)}\"{name}\"{Blank(random)}:{Value(random, depth - 1)}")) + Blank(random) + "}",
        } + Blank(random);
    }

    internal static string Text(Random random) => '"' + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => s_pieces[random.Next(s_pieces.Length)])) + '"';

    /// <summary>The text without the blanks between its tokens.</summary>
    internal static string Compact(string json)
    {
        var compact = new StringBuilder();
        bool inside = false;
        for (int i = 0; i < json.Length; i++)
        {
            char c = json[i];
            if (!inside && c is ' ' or '\t' or '\r' or '\n' && !inside) continue;
            compact.Append(c);
            if (c == '"') inside = !inside;
            else if (c == '\\') compact.Append(json[++i]);
        }
        return compact.ToString();
    }

    private static string Blank(Random random) => s_blanks[random.Next(s_blanks.Length)];
}
