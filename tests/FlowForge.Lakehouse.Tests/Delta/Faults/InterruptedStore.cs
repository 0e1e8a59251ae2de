using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>A store in which somebody else is faster: something happens before the first commit.</summary>
internal sealed class InterruptedStore(ITableStore inner, Action interrupt) : ITableStore
{
    private bool _isDone;

    public string Root => inner.Root;

    public IReadOnlyList<StoreFile> List(string folder) => inner.List(folder);

    public IEnumerable<StoreFile> ListAll() => inner.ListAll();

    public Stream OpenRead(string path) => inner.OpenRead(path);

    public bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        if (!_isDone)
        {
            _isDone = true;
            interrupt();
        }
        return inner.TryCreate(path, content);
    }

    public void Replace(string path, ReadOnlySpan<byte> content) => inner.Replace(path, content);

    public void Adopt(string localFile, string path) => inner.Adopt(localFile, path);

    public string CreateStaging() => inner.CreateStaging();

    public void Delete(string path) => inner.Delete(path);

    public string EnginePath(string path) => inner.EnginePath(path);
}
