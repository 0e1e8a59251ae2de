using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Tests.Execution;

/// <summary>How many more times something is written before the process is as good as dead.</summary>
internal sealed class Lifetime(int writes)
{
    private int _left = writes;

    internal bool IsOver => _left < 0;

    internal void Spend()
    {
        if (--_left < 0) throw new IOException("The process was killed.");
    }

    internal void Check()
    {
        if (IsOver) throw new IOException("The process was killed.");
    }
}

/// <summary>A store that stops for good at some write, before or behind it, and cleans nothing up: what kill -9 leaves.</summary>
internal sealed class DyingStore(ITableStore inner, Lifetime life) : ITableStore
{
    public string Root => inner.Root;

    public IReadOnlyList<StoreFile> List(string folder)
    {
        life.Check();
        return inner.List(folder);
    }

    public IEnumerable<StoreFile> ListAll() => inner.ListAll();

    public Stream OpenRead(string path)
    {
        life.Check();
        return inner.OpenRead(path);
    }

    public bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        life.Spend();
        bool created = inner.TryCreate(path, content);
        life.Spend();
        return created;
    }

    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        life.Spend();
        inner.Replace(path, content);
    }

    public void Adopt(string localFile, string path)
    {
        life.Spend();
        inner.Adopt(localFile, path);
    }

    public string CreateStaging() => inner.CreateStaging();

    public void Delete(string path)
    {
        life.Check();
        inner.Delete(path);
    }

    public string EnginePath(string path) => inner.EnginePath(path);
}
