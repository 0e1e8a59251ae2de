using FlowForge.Cli.Progress;
using FlowForge.Convert.Conversion;

namespace FlowForge.Cli.Conversions;

/// <summary>Carries the engine's progress to the display, on the thread that tells it.</summary>
internal sealed class EngineProgress(FileProgress file) : IProgress<ConversionProgress>
{
    public void Report(ConversionProgress value) => file.Report(value.BytesRead, value.TotalBytes, value.Rows);
}
