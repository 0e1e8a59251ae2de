using FlowForge.Lakehouse.Delta.Stores;

namespace FlowForge.Lakehouse.Tests.Delta.Faults;

/// <summary>A store whose lists are as those of a folder that others work in: of each list, a function says what it shows.</summary>
/// <param name="shows">Gets the number of the list, from 1, and a name.</param>
internal sealed class ForgetfulStore(ITableStore inner, Func<int, string, bool> shows) : ITableStore
{
    internal int Lists { get; private set; }

    public string Root => inner.Root;

    public IReadOnlyList<StoreFile> List(string folder)
    {
        int number = ++Lists;
        return [.. inner.List(folder).Where(file => shows(number, file.Name))];
    }

    public IEnumerable<StoreFile> ListAll() => inner.ListAll();

    public Stream OpenRead(string path) => inner.OpenRead(path);

    public bool TryCreate(string path, ReadOnlySpan<byte> content) => inner.TryCreate(path, content);

    public void Replace(string path, ReadOnlySpan<byte> content) => inner.Replace(path, content);

    public void Adopt(string localFile, string path) => inner.Adopt(localFile, path);

    public string CreateStaging() => inner.CreateStaging();

    public void Delete(string path) => inner.Delete(path);

    public string EnginePath(string path) => inner.EnginePath(path);
}
