using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FlowForge.Lakehouse.Execution;

namespace FlowForge.Cli.Runs;

/// <summary>Events as lines of JSON. Each is written when it happens, whole.</summary>
internal sealed class RunEventLines(TextWriter output)
{
    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(RunEvent happened)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) happened.Write(json);
        output.WriteLine(Encoding.UTF8.GetString(_line.WrittenSpan));
        output.Flush();
    }
}
