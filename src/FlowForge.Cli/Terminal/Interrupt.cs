using System.Runtime.InteropServices;

namespace FlowForge.Cli.Terminal;

/// <summary>Ctrl+C and SIGTERM: the first asks the work to stop and clean up, the second ends the process at once.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TextWriter _text;
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt(TextWriter text)
    {
        _text = text;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested) return;       // not cancelled here: the system's own action ends the process
        context.Cancel = true;
        _text.WriteLine("Cancelling, and removing what is half-written. Ctrl+C again stops at once.");
        _source.Cancel();
    }
}
