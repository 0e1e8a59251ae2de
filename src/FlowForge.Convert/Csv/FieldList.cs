using System.Runtime.CompilerServices;

namespace FlowForge.Convert.Csv;

/// <summary>How a field's bytes become its value.</summary>
internal enum FieldForm
{
    /// <summary>The bytes are the value.</summary>
    Plain,

    /// <summary>The bytes between the quotes are the value, even when there are none.</summary>
    Quoted,

    /// <summary>Between quotes, with quotes doubled or escaped inside.</summary>
    QuotedEscaped,

    /// <summary>From the opening quote on, with text after the closing one.</summary>
    QuotedWithTail,

    /// <summary>Without quotes, with escapes.</summary>
    PlainEscaped,
}

/// <summary>Where a field lies in its text.</summary>
internal readonly record struct Field(int Start, int Length, FieldForm Form)
{
    /// <summary>Nothing between two delimiters: null, whereas <c>""</c> is an empty text.</summary>
    public bool IsEmpty => Length == 0 && Form == FieldForm.Plain;
}

/// <summary>The fields of one record; used again for the next. Not thread-safe.</summary>
internal sealed class FieldList
{
    private Field[] _fields = new Field[64];

    public int Count { get; private set; }

    public ref readonly Field this[int index] => ref _fields[index];

    public ReadOnlySpan<Field> All => _fields.AsSpan(0, Count);

    public void Clear() => Count = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int start, int length, FieldForm form)
    {
        Field[] fields = _fields;
        int count = Count;
        if ((uint)count < (uint)fields.Length)
        {
            fields[count] = new Field(start, length, form);
            Count = count + 1;
        }
        else
        {
            Grow(new Field(start, length, form));
        }
    }

    private void Grow(Field field)
    {
        Array.Resize(ref _fields, _fields.Length * 2);
        _fields[Count++] = field;
    }
}
