using System.Text;
using System.Text.Json;
using FlowForge.Convert.Batches;
using FlowForge.Core.Diagnostics;

namespace FlowForge.Convert.Conversion;

/// <summary>The rejected rows of one table, kept on disk as they come so that a file full of them costs no memory. Thread-safe.</summary>
internal sealed class RejectStore(string path, BadRowPolicy policy) : IRejectSink, IDisposable
{
    private const int MaxRawBytes = 65_536;
    private readonly Lock _lock = new();
    private Utf8JsonWriter? _json;
    private FileStream? _file;

    internal string Path { get; } = path;

    internal long Count { get; private set; }

    /// <summary>The first of them in the input, for people. Blocks of an input are read at the same time, so it need not have come first.</summary>
    internal (Location Where, string Reason)? First { get; private set; }

    /// <exception cref="InputException">The policy is to fail.</exception>
    public void Add(Location where, string reason, ReadOnlySpan<byte> raw)
    {
        if (policy == BadRowPolicy.Fail)
            throw new InputException("bad-row", where, reason, "Set such rows aside with --on-bad-row quarantine.");
        string text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, MaxRawBytes)]);
        lock (_lock)
        {
            _file ??= new FileStream(Path, FileMode.Create, FileAccess.Write);
            _json ??= new Utf8JsonWriter(_file, new JsonWriterOptions { SkipValidation = true });
            _json.WriteStartObject();
            if (where.Line is { } line) _json.WriteNumber("line", line);
            if (where.Column is { } column) _json.WriteNumber("column", column);
            if (where.Part is { } part) _json.WriteString("part", part);
            _json.WriteString("reason", reason);
            _json.WriteString("raw", text);
            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            _file.WriteByte((byte)'\n');
            Count++;
            if (First is not { } first || where.Line < first.Where.Line) First = (where, reason);
        }
    }

    /// <summary>Forgets everything: the table is read again.</summary>
    internal void Reset()
    {
        lock (_lock)
        {
            Close();
            File.Delete(Path);
            (Count, First) = (0, null);
        }
    }

    /// <summary>The rows as a query, in order of their lines.</summary>
    internal string ToSql()
    {
        Close();
        return $"SELECT * FROM read_json({Core.Schemas.SqlName.Literal(Path)}, format = 'newline_delimited', maximum_object_size = 16777216, "
            + "columns = {line: 'BIGINT', \"column\": 'BIGINT', part: 'VARCHAR', reason: 'VARCHAR', raw: 'VARCHAR'}) ORDER BY line";
    }

    public void Dispose() => Close();

    private void Close()
    {
        _json?.Dispose();
        _file?.Dispose();
        (_json, _file) = (null, null);
    }
}
