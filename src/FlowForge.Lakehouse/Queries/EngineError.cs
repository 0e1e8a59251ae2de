using System.Globalization;
using System.Text;
using System.Text.Json;
using FlowForge.Core.Diagnostics;
using FlowForge.DuckDb;

namespace FlowForge.Lakehouse.Queries;

/// <summary>What the engine says against a statement, with the place where it says it.</summary>
/// <remarks>The engine gives its errors as JSON when asked to (<c>errors_as_json</c>); the position counts UTF-8 bytes of the statement.</remarks>
internal sealed record EngineError(DuckDbErrorType Type, string Message, int? BytePosition)
{
    internal static EngineError Of(DuckDbException failure)
    {
        int start = failure.Message.IndexOf('{', StringComparison.Ordinal);
        if (start < 0) return new EngineError(failure.ErrorType, failure.Message, null);
        try
        {
            using JsonDocument document = JsonDocument.Parse(failure.Message[start..]);
            string Text(string name) => document.RootElement.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
            int? position = int.TryParse(Text("position"), NumberStyles.None, CultureInfo.InvariantCulture, out int at) ? at : null;
            DuckDbErrorType type = failure.ErrorType;
            if (type == DuckDbErrorType.Invalid && Enum.TryParse(Text("exception_type").Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out DuckDbErrorType named)) type = named;
            if (Text("exception_type") is "IO") type = DuckDbErrorType.InputOutput;
            return new EngineError(type, Text("exception_message"), position);
        }
        catch (JsonException)
        {
            return new EngineError(failure.ErrorType, failure.Message, null);
        }
    }

    /// <summary>The statement is to blame, unless memory, disk or rights are.</summary>
    /// <param name="toOriginal">From an offset in the engine's statement to the user's.</param>
    internal Exception Explain(string engineSql, string sql, Func<int, int> toOriginal)
    {
        if (Type is DuckDbErrorType.OutOfMemory or DuckDbErrorType.InputOutput or DuckDbErrorType.Internal or DuckDbErrorType.Fatal) return new DuckDbException(Type, Message);
        string summary = FirstSentence(Message);
        if (Type == DuckDbErrorType.Permission)
            return SqlPlace.Error("sql-no-files", sql, 0, "the statement reads files by itself; here it can read tables only.", "Convert the file first: flowforge convert FILE OUTPUT --to delta; then read delta.`OUTPUT`.");
        int offset = BytePosition is { } position ? toOriginal(CharsOf(engineSql, position)) : 0;
        return SqlPlace.Error("sql-error", sql, offset, summary);
    }

    private static int CharsOf(string text, int bytes)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Encoding.UTF8.GetCharCount(utf8, 0, Math.Min(bytes, utf8.Length));
    }

    // Behind it the engine quotes the statement, which is not the user's.
    private static string FirstSentence(string message)
    {
        int quote = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        string text = (quote < 0 ? message : message[..quote]).ReplaceLineEndings(" ").Trim();
        return text.Length > 0 && text[^1] is '.' or '!' or '?' ? text : text + ".";
    }
}
