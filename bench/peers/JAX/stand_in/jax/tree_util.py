def tree_map(function, first, *others):
    if isinstance(first, dict):
        return {key: tree_map(function, value, *(other[key] for other in others)) for key, value in first.items()}
    if isinstance(first, (tuple, list)):
        return type(first)(tree_map(function, *values) for values in zip(first, *others))
    return function(first, *others)


def leaves(tree):
    found = []
    tree_map(found.append, tree)
    return found
